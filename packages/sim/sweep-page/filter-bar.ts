import type { Selection } from "./selection.ts";
import { figureText, shortNumber } from "./trials.ts";
import { titled } from "./trial-lines.ts";

export interface FilterParts {
  readonly form: HTMLElement;
  readonly text: HTMLInputElement;
  readonly metric: HTMLSelectElement;
  readonly share: HTMLSelectElement;
  readonly status: HTMLElement;
  readonly clear: HTMLButtonElement;
}

/** The filters that all views share: words, a range or words of each parameter, and the metric. */
export class FilterBar {
  readonly #parts: FilterParts;
  readonly #selection: Selection;
  /** Each puts one field back to what the selection says. */
  readonly #followers: (() => void)[] = [];

  constructor(parts: FilterParts, selection: Selection) {
    this.#parts = parts;
    this.#selection = selection;
    const { data } = selection.trials;
    const fields = data.parameters.map((parameter, p) =>
      parameter.ordered ? this.#rangeField(p) : this.#wordsField(p),
    );
    parts.form.replaceChildren(...fields, this.#metricField());
    parts.text.addEventListener("input", () => selection.search(parts.text.value));
    parts.metric.addEventListener("change", () => selection.showMetric(Number(parts.metric.value)));
    parts.share.addEventListener("change", () => selection.showShare(Number(parts.share.value)));
    parts.clear.addEventListener("click", () => {
      parts.text.value = "";
      selection.clear();
    });
    selection.onChange(() => this.show());
  }

  show(): void {
    const { trials, shown, all, filtered, metric, pointedOut } = this.#selection;
    for (const follow of this.#followers) follow();
    this.#parts.clear.disabled = !filtered;
    const count = all.length === 1 ? "1 trial" : `${all.length} trials`;
    const of = filtered ? `${shown.length} of ${count}` : all.length === 1 ? count : `all ${count}`;
    const spec = trials.metric(metric);
    const marked =
      pointedOut === undefined
        ? ""
        : `; marked: trial ${trials.number(pointedOut)}, ${spec.name} ${figureText(trials.text(pointedOut, metric), spec)}`;
    this.#parts.status.textContent = `Shown: ${of}${marked}`;
  }

  #rangeField(p: number): HTMLElement {
    const parameter = this.#selection.trials.parameter(p);
    const [from, to] = [levelChoice(parameter.levels), levelChoice(parameter.levels)];
    from.setAttribute("aria-label", `${parameter.name} from`);
    to.setAttribute("aria-label", `${parameter.name} to`);
    const changed = (): void => {
      const ends = [Number(from.value), Number(to.value)];
      const [low, high] = [Math.min(...ends), Math.max(...ends)];
      this.#selection.allow(
        p,
        parameter.levels.map((_, level) => level >= low && level <= high),
      );
    };
    from.addEventListener("change", changed);
    to.addEventListener("change", changed);
    this.#followers.push(() => {
      const allowed = this.#selection.allowed(p);
      from.value = String(allowed.indexOf(true));
      to.value = String(allowed.lastIndexOf(true));
    });
    return field(parameter.name, from, "to", to);
  }

  #wordsField(p: number): HTMLElement {
    const { name, levels } = this.#selection.trials.parameter(p);
    const boxes = levels.map(() => {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.addEventListener("change", () =>
        this.#selection.allow(
          p,
          boxes.map(({ checked }) => checked),
        ),
      );
      return box;
    });
    this.#followers.push(() => {
      for (const [level, allowed] of this.#selection.allowed(p).entries()) {
        boxes[level]!.checked = allowed;
      }
    });
    const labels = levels.map((text, level) => {
      const label = document.createElement("label");
      label.append(boxes[level]!, text);
      return label;
    });
    return field(name, ...labels);
  }

  #metricField(): HTMLElement {
    const [from, to] = [numberInput(), numberInput()];
    const changed = (): void => {
      const { metric } = this.#selection;
      const end = (input: HTMLInputElement, open: number): number =>
        input.value === "" ? open : Number(input.value);
      const range = { from: end(from, -Infinity), to: end(to, Infinity) };
      const open = range.from === -Infinity && range.to === Infinity;
      this.#selection.limit(open ? undefined : { metric, ...range });
    };
    from.addEventListener("change", changed);
    to.addEventListener("change", changed);
    const box = field("", from, "to", to);
    this.#followers.push(() => {
      const { trials, range, metric } = this.#selection;
      const name = titled(trials.metric(range?.metric ?? metric));
      box.querySelector("legend")!.textContent = name;
      from.setAttribute("aria-label", `${name} from`);
      to.setAttribute("aria-label", `${name} to`);
      from.value = endText(range?.from);
      to.value = endText(range?.to);
    });
    return box;
  }
}

function endText(end: number | undefined): string {
  return end === undefined || !Number.isFinite(end) ? "" : shortNumber(end);
}

function levelChoice(levels: readonly string[]): HTMLSelectElement {
  const choice = document.createElement("select");
  choice.append(...levels.map((text, level) => new Option(text, String(level))));
  return choice;
}

function numberInput(): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "number";
  input.step = "any";
  input.placeholder = "any";
  return input;
}

function field(name: string, ...content: (Node | string)[]): HTMLElement {
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = name;
  const line = document.createElement("div");
  line.append(...content);
  set.append(legend, line);
  return set;
}
