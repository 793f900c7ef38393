import { axisText, withRoom } from "./axis.ts";
import { ColourScale } from "./colour-scale.ts";
import { hatching, svg } from "./heat-drawing.ts";
import { showLegend } from "./heat-legend.ts";
import { type Cell, marginalCells, type MarginalRule } from "./marginal.ts";
import type { Selection } from "./selection.ts";
import type { Tip } from "./tip.ts";

const CELL_PX_MIN = 12;
const CELL_PX_MAX = 46;
const BOTTOM_PX = 56;
/** About the width of a letter of the labels. */
const LETTER_PX = 6.6;
/** Half of a label that is wider than its column. */
const RIGHT_PX = 22;

export interface HeatMapParts {
  readonly host: HTMLElement;
  readonly x: HTMLSelectElement;
  readonly y: HTMLSelectElement;
  readonly rule: HTMLSelectElement;
  /** Says the cell that the pointer or the keyboard is on. */
  readonly readout: HTMLElement;
  readonly legend: HTMLElement;
}

interface Grid {
  readonly cells: readonly (Cell | undefined)[];
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

/** A field of colours over two parameters; arrow keys walk over it. */
export class HeatMap {
  readonly #parts: HeatMapParts;
  readonly #selection: Selection;
  readonly #tip: Tip;
  readonly #svg: SVGSVGElement;
  #grid: Grid = { cells: [], columns: [], rows: [] };
  #at = 0;
  #width = 0;

  constructor(parts: HeatMapParts, selection: Selection, tip: Tip) {
    this.#parts = parts;
    this.#selection = selection;
    this.#tip = tip;
    this.#svg = svg("svg", { tabindex: "0", role: "application" });
    parts.host.replaceChildren(this.#svg);
    for (const choice of [parts.x, parts.y, parts.rule]) {
      choice.addEventListener("change", () => this.#changed(choice));
    }
    selection.onChange(() => this.draw());
    new ResizeObserver(() => {
      if (parts.host.clientWidth !== this.#width) this.draw();
    }).observe(parts.host);
    this.#svg.addEventListener("keydown", (event) => this.#walk(event));
    this.#svg.addEventListener("focus", () => this.#say());
    this.#svg.addEventListener("pointermove", (event) => this.#point(event));
    this.#svg.addEventListener("pointerleave", () => tip.hide());
    this.#svg.addEventListener("click", () => this.#pick());
  }

  /** Two different parameters: choosing one that the other axis has exchanges them. */
  #changed(choice: HTMLSelectElement): void {
    const { x, y } = this.#parts;
    if (x.value === y.value) {
      const other = choice === x ? y : x;
      const free = [...other.options].find((option) => option.value !== choice.value);
      other.value = free?.value ?? "";
    }
    this.#at = 0;
    this.draw();
  }

  draw(): void {
    const { trials, metric, shown, pointedOut } = this.#selection;
    const { host, rule } = this.#parts;
    const [x, y] = this.#axes();
    const spec = trials.metric(metric);
    const cells = marginalCells({
      trials,
      shown,
      metric,
      x,
      y,
      rule: rule.value as MarginalRule,
      pointedOut,
    });
    const rows = y === undefined ? [""] : trials.parameter(y).levels;
    this.#grid = { cells, columns: trials.parameter(x).levels, rows };
    this.#at = Math.min(this.#at, cells.length - 1);
    this.#width = host.clientWidth;
    const scale = new ColourScale(
      cells.flatMap((cell) => (cell === undefined ? [] : [cell.value])),
      spec.signed,
    );
    this.#drawGrid(scale);
    showLegend(this.#parts.legend, scale, spec);
    this.#say();
  }

  #axes(): readonly [x: number, y: number | undefined] {
    const { x, y } = this.#parts;
    return [Number(x.value), y.value === "" ? undefined : Number(y.value)];
  }

  #drawGrid(scale: ColourScale): void {
    const { columns, rows, cells } = this.#grid;
    const left = Math.min(160, 34 + 7 * Math.max(...rows.map(({ length }) => length)));
    const room = (Math.max(220, this.#width) - left - RIGHT_PX) / columns.length;
    const width = Math.max(CELL_PX_MIN, Math.min(110, room));
    const height = Math.max(18, Math.min(CELL_PX_MAX, 420 / rows.length));
    const box = { left, width, height, bottom: 8 + rows.length * height };
    const total = [left + columns.length * width + RIGHT_PX, box.bottom + BOTTOM_PX] as const;
    this.#svg.setAttribute("width", String(total[0]));
    this.#svg.setAttribute("height", String(total[1]));
    this.#svg.setAttribute("viewBox", `0 0 ${total[0]} ${total[1]}`);
    const drawn = cells.flatMap((cell, i) => this.#cell(cell, i, { ...box, scale }));
    const cursor = svg("rect", { class: "cursor" });
    this.#svg.replaceChildren(hatching(), ...drawn, ...this.#labels(box), cursor);
  }

  #cell(cell: Cell | undefined, i: number, box: Box & { readonly scale: ColourScale }): Element[] {
    const { columns, rows } = this.#grid;
    const column = i % columns.length;
    // The first row of values is the lowest, as on any chart.
    const row = rows.length - 1 - Math.floor(i / columns.length);
    const [x, y] = [box.left + column * box.width, 8 + row * box.height];
    const square = {
      x: String(x),
      y: String(y),
      width: String(Math.max(1, box.width - 1)),
      height: String(box.height - 1),
      "data-cell": String(i),
    };
    if (cell === undefined) return [svg("rect", { ...square, class: "empty", fill: "url(#none)" })];
    const chosen = cell.trial !== undefined && cell.trial === this.#selection.pointedOut;
    const rect = svg("rect", { ...square, class: chosen ? "cell chosen" : "cell" });
    rect.dataset["value"] = cell.text;
    rect.style.fill = box.scale.element(cell.value);
    if (box.width < 46 || box.height < 18) return [rect];
    const text = svg("text", { x: String(x + box.width / 2), y: String(y + box.height / 2) });
    text.setAttribute("class", box.scale.strength(cell.value) > 0.6 ? "on-strong" : "on-pale");
    text.textContent = axisText(cell.value);
    return [rect, text];
  }

  #labels({ left, width, height, bottom }: Box): Element[] {
    const { trials } = this.#selection;
    const { columns, rows } = this.#grid;
    const [x, y] = this.#axes();
    const longest = Math.max(...columns.map(({ length }) => length)) * LETTER_PX + 8;
    const end = left + columns.length * width + RIGHT_PX;
    const everyColumn = Math.ceil(longest / width);
    const everyRow = Math.ceil(14 / height);
    const label = (text: string, at: readonly [number, number], name: string): Element => {
      const element = svg("text", { x: String(at[0]), y: String(at[1]), class: name });
      element.textContent = text;
      return element;
    };
    const placed = columns
      .map((text, i) => {
        // A label that is wider than its column moves inwards where the drawing ends.
        const half = (text.length * LETTER_PX) / 2;
        return { text, at: Math.max(half, Math.min(left + (i + 0.5) * width, end - half)) };
      })
      .filter((_, i) => i % everyColumn === 0);
    const below = withRoom(
      placed,
      ({ at }) => at,
      ({ text }) => text.length * LETTER_PX + 8,
    ).map(({ text, at }) => label(text, [at, bottom + 13], "below"));
    const beside = rows
      .map((text, i) => label(text, [left - 6, bottom - (i + 0.5) * height], "beside"))
      .filter((_, i) => i % everyRow === 0);
    const middle = left + (columns.length * width) / 2;
    const across = label(trials.parameter(x).name, [middle, bottom + 38], "title");
    if (y === undefined) return [...below, across];
    const up = label(trials.parameter(y).name, [0, 0], "title");
    up.setAttribute("transform", `translate(10 ${(8 + bottom) / 2}) rotate(-90)`);
    return [...below, ...beside, across, up];
  }

  #walk(event: KeyboardEvent): void {
    const { columns, cells } = this.#grid;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: columns.length,
      ArrowDown: -columns.length,
    };
    if (event.key === "Enter") this.#pick();
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = this.#at + step;
    const leavesRow =
      Math.abs(step) === 1 &&
      Math.floor(next / columns.length) !== Math.floor(this.#at / columns.length);
    if (next < 0 || next >= cells.length || leavesRow) return;
    this.#at = next;
    this.#say();
  }

  #point(event: PointerEvent): void {
    const rect = (event.target as Element).closest<SVGElement>("[data-cell]");
    if (rect === null) {
      this.#tip.hide();
      return;
    }
    this.#at = Number(rect.dataset["cell"]);
    this.#say();
    this.#tip.show(this.#lines(), event.clientX, event.clientY);
  }

  #pick(): void {
    const trial = this.#grid.cells[this.#at]?.trial;
    if (trial !== undefined) this.#selection.pick(trial);
  }

  /** What is known of the cell of this moment. */
  #lines(): string[] {
    const { trials, metric } = this.#selection;
    const { cells, columns, rows } = this.#grid;
    const [x, y] = this.#axes();
    const cell = cells[this.#at];
    const across = `${trials.parameter(x).name} ${columns[this.#at % columns.length]}`;
    const up =
      y === undefined
        ? []
        : [`${trials.parameter(y).name} ${rows[Math.floor(this.#at / columns.length)]}`];
    if (cell === undefined) return [[across, ...up].join(", "), "no trial"];
    const count = cell.trials === 1 ? "the only one here" : `of ${cell.trials} trials here`;
    const whose = cell.trial === undefined ? count : `trial ${trials.number(cell.trial)}, ${count}`;
    return [[across, ...up].join(", "), `${trials.metric(metric).name}: ${cell.text}`, whose];
  }

  #say(): void {
    const { readout } = this.#parts;
    const lines = this.#lines();
    readout.textContent = lines.join("; ");
    this.#svg.setAttribute("aria-label", `Heat map. Arrow keys walk over it. ${lines.join("; ")}`);
    const rect = this.#svg.querySelector(`[data-cell="${this.#at}"]`);
    const cursor = this.#svg.querySelector(".cursor");
    for (const side of ["x", "y", "width", "height"]) {
      cursor?.setAttribute(side, rect?.getAttribute(side) ?? "0");
    }
  }
}

interface Box {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly bottom: number;
}
