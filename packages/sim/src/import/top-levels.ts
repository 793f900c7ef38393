import { ROW_BUY, ROW_DEPTH, ROW_SELL } from "@mexoms/core/internal";
import type { BookLevels } from "./book-levels.ts";

type PushLevel = (event: number, priceTicks: number, qtyLots: number) => void;

/**
 * Makes depth changes out of a source that repeats the best levels in full. For each side the levels
 * that are new or changed come first, then those that are gone: the side is never empty in between.
 */
export class TopLevels {
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();

  update(bids: BookLevels, asks: BookLevels, push: PushLevel): void {
    updateSide(this.#bids, bids, ROW_DEPTH | ROW_BUY, push);
    updateSide(this.#asks, asks, ROW_DEPTH | ROW_SELL, push);
  }
}

function updateSide(
  known: Map<number, number>,
  levels: BookLevels,
  event: number,
  push: PushLevel,
): void {
  for (let i = 0; i < levels.length; i++) {
    const ticks = levels.priceTicks[i]!;
    const lots = levels.qtyLots[i]!;
    if (known.get(ticks) !== lots) push(event, ticks, lots);
  }
  for (const ticks of known.keys()) {
    if (!has(levels, ticks)) push(event, ticks, 0);
  }
  known.clear();
  for (let i = 0; i < levels.length; i++) known.set(levels.priceTicks[i]!, levels.qtyLots[i]!);
}

function has(levels: BookLevels, ticks: number): boolean {
  for (let i = 0; i < levels.length; i++) {
    if (levels.priceTicks[i] === ticks) return true;
  }
  return false;
}
