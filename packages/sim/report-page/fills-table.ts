import { pagePart } from "./page-part.ts";
import { cell, dim } from "./table-cell.ts";
import type { ReportData } from "./report-data.ts";
import { stepText } from "./step-text.ts";
import { timeText } from "./time-text.ts";

const PAGE_ROWS = 50;

/** The fills, one page at a time, narrowed by the words in the filter box. */
export class FillsTable {
  readonly #data: ReportData;
  readonly #body: HTMLTableSectionElement;
  readonly #filter: HTMLInputElement;
  readonly #status: HTMLElement;
  readonly #back: HTMLButtonElement;
  readonly #on: HTMLButtonElement;
  readonly #pick: (ns: number) => void;
  readonly #startNs: bigint;
  #shown: readonly number[];
  #page = 0;

  /** `pick` is called with the time of a fill, after the start, that the reader wants to see. */
  constructor(root: HTMLElement, data: ReportData, pick: (ns: number) => void) {
    this.#data = data;
    this.#startNs = BigInt(data.startNs);
    this.#pick = pick;
    this.#body = pagePart(root, HTMLTableSectionElement, "tbody");
    this.#filter = pagePart(root, HTMLInputElement, "input");
    this.#status = pagePart(root, HTMLElement, "[role=status]");
    this.#back = pagePart(root, HTMLButtonElement, "[data-page=back]");
    this.#on = pagePart(root, HTMLButtonElement, "[data-page=on]");
    this.#shown = data.fills.ns.map((_, i) => i);
    this.#filter.addEventListener("input", () => this.#narrow());
    this.#back.addEventListener("click", () => this.#turn(-1));
    this.#on.addEventListener("click", () => this.#turn(1));
  }

  show(): void {
    const first = this.#page * PAGE_ROWS;
    const rows = this.#shown.slice(first, first + PAGE_ROWS);
    this.#body.replaceChildren(...rows.map((i) => this.#row(i)));
    this.#back.disabled = this.#page === 0;
    this.#on.disabled = first + PAGE_ROWS >= this.#shown.length;
    this.#status.textContent = this.#statusText(first, rows.length);
  }

  #statusText(first: number, rows: number): string {
    const all = this.#data.fills.ns.length;
    if (all === 0) return "No fills";
    if (rows === 0) return `No fill matches, of ${all}`;
    const of = this.#shown.length === all ? `${all}` : `${this.#shown.length} matching of ${all}`;
    return `${first + 1} to ${first + rows} of ${of}`;
  }

  #turn(pages: number): void {
    this.#page += pages;
    this.show();
  }

  #narrow(): void {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { ns } = this.#data.fills;
    const shown: number[] = [];
    for (let i = 0; i < ns.length; i++) {
      const text = this.#words(i);
      if (words.every((word) => text.some((one) => one.startsWith(word)))) shown.push(i);
    }
    this.#shown = shown;
    this.#page = 0;
    this.show();
  }

  /** What the filter looks at: side, liquidity, reason, instrument and order of a fill. */
  #words(i: number): readonly string[] {
    const { fills, instruments } = this.#data;
    const id = instruments[fills.instrument[i]!]!.id.toLowerCase();
    const symbol = id.split(":").at(-1)!;
    return [side(fills.sell[i]!), liquidity(fills.taker[i]!), this.#reason(i), id, symbol].concat(
      String(fills.orderId[i]!),
    );
  }

  #reason(i: number): string {
    const { fills } = this.#data;
    return fills.reasons[fills.reason[i]!]!;
  }

  #row(i: number): HTMLTableRowElement {
    const { fills, instruments } = this.#data;
    const instrument = instruments[fills.instrument[i]!]!;
    const sideCell = cell(`${fills.sell[i] === 1 ? "\u25bc" : "\u25b2"} ${side(fills.sell[i]!)}`);
    sideCell.className = side(fills.sell[i]!);
    const row = document.createElement("tr");
    row.append(
      this.#timeCell(fills.ns[i]!),
      ...(instruments.length > 1 ? [cell(instrument.id)] : []),
      sideCell,
      number(stepText(fills.ticks[i]!, instrument.tick), instrument.priceUnit),
      number(stepText(fills.lots[i]!, instrument.lot), instrument.sizeUnit),
      cell(liquidity(fills.taker[i]!)),
      cell(this.#reason(i)),
      number(fills.fee[i]!, instrument.settle),
      number(stepText(fills.positionLots[i]!, instrument.lot), instrument.sizeUnit),
    );
    return row;
  }

  #timeCell(ns: number): HTMLTableCellElement {
    const { date, clock, fine } = timeText(this.#startNs + BigInt(ns));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "time";
    button.title = "Show in the charts";
    button.append(dim(`${date} `), clock, dim(fine));
    button.addEventListener("click", () => this.#pick(ns));
    const time = cell("");
    time.append(button);
    return time;
  }
}

function side(sell: number): "buy" | "sell" {
  return sell === 1 ? "sell" : "buy";
}

function liquidity(taker: number): "maker" | "taker" {
  return taker === 1 ? "taker" : "maker";
}

function number(text: string, unit: string): HTMLTableCellElement {
  const element = cell(text);
  element.className = "number";
  element.append(dim(` ${unit}`));
  return element;
}
