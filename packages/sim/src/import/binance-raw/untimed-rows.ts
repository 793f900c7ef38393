import { RowColumns } from "@mexoms/sim/engine";
import type { RowSink } from "@mexoms/sim/engine";
import { problem } from "../line-problem.ts";

const MAX_WAITING = 1_000_000;

/** Rows at the start of a recording whose exchange time is not known before a later message. */
export class UntimedRows {
  #waiting: RowColumns | undefined;

  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  push(event: number, localNs: number, priceTicks: number, qtyLots: number): void {
    this.#waiting ??= new RowColumns();
    if (this.#waiting.length >= MAX_WAITING) {
      problem("T", `none of the first ${MAX_WAITING} rows has an exchange time`);
    }
    this.#waiting.push(event, 0, localNs, priceTicks, qtyLots);
  }

  /** All rows that wait happened at `exchNs`. */
  release(exchNs: number, rows: RowSink): void {
    if (!this.#waiting) return;
    const { event, localNs, priceTicks, qtyLots } = this.#waiting.rows();
    for (let i = 0; i < event.length; i++) {
      rows.push(event[i]!, exchNs, localNs[i]!, priceTicks[i]!, qtyLots[i]!);
    }
    this.#waiting = undefined;
  }
}
