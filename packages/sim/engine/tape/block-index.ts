import {
  type MarketRows,
  ROW_EXCH,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_TRADE,
} from "@mexoms/core/internal";

/** The columns of a block index that hold times, in the order in which they are stored. */
export const INDEX_TIMES = [
  "firstExchNs",
  "lastExchNs",
  "firstLocalNs",
  "lastLocalNs",
  "firstTradeNs",
  "firstOtherNs",
] as const;
export type IndexTime = (typeof INDEX_TIMES)[number];

/**
 * What is known of each block of a tape without reading it, as columns with one entry a block. Times
 * are relative to the tape's epoch; a block without such a row has +Infinity for the first and
 * -Infinity for the last.
 */
export interface BlockIndex extends Readonly<Record<IndexTime, Float64Array>> {
  /** Rows in the block; may be 0. */
  readonly rows: Uint32Array;
  /** Exchange times of the first and last row of the exchange's sequence. */
  readonly firstExchNs: Float64Array;
  readonly lastExchNs: Float64Array;
  /** Local times of the first and last row of our sequence. */
  readonly firstLocalNs: Float64Array;
  readonly lastLocalNs: Float64Array;
  /** Local times of the first trade and of the first row of any other kind in our sequence. */
  readonly firstTradeNs: Float64Array;
  readonly firstOtherNs: Float64Array;
}

/** Makes a block index from the blocks, given in order. */
export class BlockIndexBuilder {
  readonly #rows: number[] = [];
  readonly #times: Readonly<Record<IndexTime, number[]>> = {
    firstExchNs: [],
    lastExchNs: [],
    firstLocalNs: [],
    lastLocalNs: [],
    firstTradeNs: [],
    firstOtherNs: [],
  };

  add(rows: MarketRows): void {
    const { event, exchNs, localNs } = rows;
    const isExch = (flags: number): boolean => (flags & ROW_EXCH) !== 0;
    const isLocal = (flags: number): boolean => (flags & ROW_LOCAL) !== 0;
    const isTrade = (flags: number): boolean => (flags & ROW_KIND_MASK) === ROW_TRADE;
    const first = (times: Float64Array, at: number): number => times[at] ?? Infinity;
    const last = (times: Float64Array, at: number): number => times[at] ?? -Infinity;
    const trade = event.findIndex((flags) => isLocal(flags) && isTrade(flags));
    const other = event.findIndex((flags) => isLocal(flags) && !isTrade(flags));
    this.#rows.push(event.length);
    this.#times.firstExchNs.push(first(exchNs, event.findIndex(isExch)));
    this.#times.lastExchNs.push(last(exchNs, event.findLastIndex(isExch)));
    this.#times.firstLocalNs.push(first(localNs, event.findIndex(isLocal)));
    this.#times.lastLocalNs.push(last(localNs, event.findLastIndex(isLocal)));
    this.#times.firstTradeNs.push(first(localNs, trade));
    this.#times.firstOtherNs.push(first(localNs, other));
  }

  finish(): BlockIndex {
    const times = this.#times;
    return {
      rows: Uint32Array.from(this.#rows),
      firstExchNs: Float64Array.from(times.firstExchNs),
      lastExchNs: Float64Array.from(times.lastExchNs),
      firstLocalNs: Float64Array.from(times.firstLocalNs),
      lastLocalNs: Float64Array.from(times.lastLocalNs),
      firstTradeNs: Float64Array.from(times.firstTradeNs),
      firstOtherNs: Float64Array.from(times.firstOtherNs),
    };
  }
}
