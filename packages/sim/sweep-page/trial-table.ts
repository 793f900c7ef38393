import { pagePart } from "../report-page/page-part.ts";
import { cell, dim } from "../report-page/table-cell.ts";
import type { Selection } from "./selection.ts";
import type { MetricData } from "./sweep-data.ts";
import { shortNumber } from "./trials.ts";

const PAGE_ROWS = 15;

/** By what rows are sorted: the number, a parameter or a metric. */
type Column =
  | { readonly kind: "number" }
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "metric"; readonly index: number };

/** The trials one page at a time, sorted by any column; a click on a number marks the trial. */
export class TrialTable {
  readonly #selection: Selection;
  readonly #columns: readonly Column[];
  readonly #heads: readonly HTMLTableCellElement[];
  readonly #body: HTMLTableSectionElement;
  readonly #status: HTMLElement;
  readonly #back: HTMLButtonElement;
  readonly #on: HTMLButtonElement;
  #sortedBy: number;
  #descending: boolean;
  #page = 0;

  constructor(root: HTMLElement, selection: Selection) {
    this.#selection = selection;
    const { parameters, metrics } = selection.trials.data;
    this.#columns = [
      { kind: "number" },
      ...parameters.map((_, index) => ({ kind: "parameter", index }) as const),
      ...metrics.map((_, index) => ({ kind: "metric", index }) as const),
    ];
    this.#sortedBy = 1 + parameters.length + selection.metric;
    this.#descending = selection.trials.metric(selection.metric).better !== "less";
    this.#body = pagePart(root, HTMLTableSectionElement, "tbody");
    this.#status = pagePart(root, HTMLElement, "[role=status]");
    this.#back = pagePart(root, HTMLButtonElement, "[data-page=back]");
    this.#on = pagePart(root, HTMLButtonElement, "[data-page=on]");
    this.#heads = this.#columns.map((_, column) => this.#head(column));
    const line = document.createElement("tr");
    line.append(...this.#heads);
    pagePart(root, HTMLTableSectionElement, "thead").replaceChildren(line);
    this.#back.addEventListener("click", () => this.#turn(-1));
    this.#on.addEventListener("click", () => this.#turn(1));
    selection.onChange(() => {
      this.#page = 0;
      this.show();
    });
  }

  show(): void {
    const sorted = this.#sorted();
    const first = this.#page * PAGE_ROWS;
    const rows = sorted.slice(first, first + PAGE_ROWS);
    this.#body.replaceChildren(...rows.map((trial) => this.#row(trial)));
    this.#back.disabled = this.#page === 0;
    this.#on.disabled = first + PAGE_ROWS >= sorted.length;
    this.#status.textContent =
      rows.length === 0
        ? "No trial passes the filters"
        : `${first + 1} to ${first + rows.length} of ${sorted.length}`;
    for (const [column, head] of this.#heads.entries()) {
      const sort =
        column !== this.#sortedBy ? "none" : this.#descending ? "descending" : "ascending";
      head.setAttribute("aria-sort", sort);
    }
  }

  #turn(pages: number): void {
    this.#page += pages;
    this.show();
  }

  #sorted(): number[] {
    const column = this.#columns[this.#sortedBy]!;
    const sign = this.#descending ? -1 : 1;
    const { trials } = this.#selection;
    return this.#selection.shown.toSorted((a, b) => {
      const [left, right] = [this.#value(a, column), this.#value(b, column)];
      // What is not defined comes last in both directions; equal trials in the order of the best.
      const byRank = trials.rank(a) - trials.rank(b);
      if (Number.isNaN(left) || Number.isNaN(right)) {
        return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || byRank;
      }
      return sign * (left - right) || byRank;
    });
  }

  #value(trial: number, column: Column): number {
    const { trials } = this.#selection;
    if (column.kind === "number") return trials.number(trial);
    if (column.kind === "parameter") return trials.place(trial, column.index);
    return trials.value(trial, column.index);
  }

  #head(column: number): HTMLTableCellElement {
    const { trials } = this.#selection;
    const which = this.#columns[column]!;
    const spec =
      which.kind === "number"
        ? { name: "trial", unit: "" }
        : which.kind === "parameter"
          ? { name: trials.parameter(which.index).name, unit: "" }
          : trials.metric(which.index);
    const button = document.createElement("button");
    button.type = "button";
    button.append(spec.name);
    if (spec.unit !== "") button.append(dim(` ${spec.unit}`));
    if (which.kind === "metric") button.title = trials.metric(which.index).doc;
    button.addEventListener("click", () => this.#sort(column));
    const head = document.createElement("th");
    head.scope = "col";
    head.className = which.kind === "metric" ? "number" : "";
    head.append(button);
    return head;
  }

  #sort(column: number): void {
    const again = this.#sortedBy === column;
    this.#descending = again ? !this.#descending : this.#columns[column]!.kind === "metric";
    this.#sortedBy = column;
    this.#page = 0;
    this.show();
  }

  #row(trial: number): HTMLTableRowElement {
    const { trials, pointedOut } = this.#selection;
    const row = document.createElement("tr");
    row.dataset["trial"] = String(trials.number(trial));
    if (trial === pointedOut) row.className = "marked";
    row.append(this.#numberCell(trial));
    for (const column of this.#columns.slice(1)) {
      if (column.kind === "parameter") row.append(cell(trials.parameterText(trial, column.index)));
      if (column.kind === "metric") {
        row.append(figureCell(trials.text(trial, column.index), trials.metric(column.index)));
      }
    }
    return row;
  }

  #numberCell(trial: number): HTMLTableCellElement {
    const { trials } = this.#selection;
    const number = trials.number(trial);
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Mark this trial in all views";
    button.textContent = String(number);
    button.addEventListener("click", () => this.#selection.pick(trial));
    const box = cell("");
    box.append(button);
    const sheet = trials.data.trials.sheets[String(number)];
    if (sheet !== undefined) {
      const link = document.createElement("a");
      link.href = sheet;
      link.textContent = "tear sheet";
      box.append(link);
    }
    return box;
  }
}

function figureCell(text: string, spec: MetricData): HTMLTableCellElement {
  const box = cell(text === "" ? "-" : spec.exact ? text : shortNumber(Number(text)));
  box.className = "number";
  box.dataset["metric"] = spec.name;
  box.title = text === "" ? "Not defined for this trial" : `${text} ${spec.unit}`.trim();
  return box;
}
