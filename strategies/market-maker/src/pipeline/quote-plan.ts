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
/** The rebalancing ladder put it there. */
export const MOVED_TO_REDUCE = 512;
/** Size skew made it smaller or larger. */
export const SIZED_BY_INVENTORY = 1024;

/** Why a side has fewer quotes than levels. "": it has all of them. */
export type LeftOut =
  | ""
  | "no-room"
  | "no-balance"
  | "below-minimum"
  | "price-band"
  | "size-skew"
  | "rebalancing"
  | "no-price";

/** Quotes of one side, the inner one first. Entry i holds for i < count. */
export class QuoteSide {
  count = 0;
  readonly priceTicks: Float64Array;
  readonly lots: Float64Array;
  /** MOVED_* and CUT_* bits. */
  readonly why: Int32Array;
  /** Why the first level that is not quoted is not. */
  leftOut: LeftOut = "";

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
