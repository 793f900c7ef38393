/** What moved a quote from where the spread alone would have it, as bits. */
export const MOVED_BY_DEPTH = 1;
export const MOVED_TO_JOIN = 2;
export const MOVED_TO_IMPROVE = 4;
export const MOVED_BY_MIN_SPREAD = 8;
export const MOVED_BY_POST_ONLY = 16;
export const MOVED_BY_PRICE_BAND = 32;
export const MOVED_BY_OWN_ORDER = 64;
export const CUT_BY_ROOM = 128;
export const CUT_BY_BALANCE = 256;

/** Quotes of one side, the inner one first. Entry i holds for i < count. */
export class QuoteSide {
  count = 0;
  readonly priceTicks: Float64Array;
  readonly lots: Float64Array;
  /** MOVED_* and CUT_* bits. */
  readonly why: Int32Array;

  constructor(maxLevels: number) {
    this.priceTicks = new Float64Array(maxLevels);
    this.lots = new Float64Array(maxLevels);
    this.why = new Int32Array(maxLevels);
  }
}

/** Stage 4: what should rest. Prices are whole ticks, sizes whole lots above zero. */
export class QuotePlan {
  readonly buy: QuoteSide;
  readonly sell: QuoteSide;
  /** Why nothing is quoted; "" when something is. */
  problem = "";

  constructor(maxLevels: number) {
    this.buy = new QuoteSide(maxLevels);
    this.sell = new QuoteSide(maxLevels);
  }
}
