import type { Stay } from "./stays.ts";

/** What became of a stay as far as its queue is concerned. */
export type StayEnd =
  /** A trade at its price reached it. */
  | "reached"
  /** It left the book, or the tape ended, before anything reached it. */
  | "closed"
  /** The market went through its price: it filled, whatever its place was. */
  | "through"
  /** Filled at an instant at which the tape shows nothing that could have. */
  | "unmatched"
  /** Data was missing. */
  | "gap";

/** A stay that was followed, and what the models said of it. */
export interface FollowedStay {
  readonly stay: Stay;
  /** Shown size at its price on arrival, in the instrument's unit, at least a lot. */
  readonly scale: number;
  /** Whether anything stood ahead of it. */
  readonly hadQueue: boolean;
  /** Its trades: rows of the observations' depths, in order of time. */
  readonly rows: number[];
  ended: StayEnd;
  /** Time of its last trade, -Infinity when there was none. */
  lastTradeNs: number;
  /** When a trade reached it by each model, Infinity when none did. */
  readonly reachNs: Float64Array;
  /**
   * Lots by which the trade that reached it went past the front by each model, negative when it did
   * not get there. Only of stays that one trade filled in part.
   */
  pastLots: Float64Array | undefined;
  /** When the market went through its price, Infinity when it did not while it was followed. */
  throughNs: number;
}

const FIRST_ROWS = 1024;

/**
 * Every trade at the price of a followed stay, one row each, with a number for each model: how deep
 * into the queue trades have gone beyond the predicted front, at the deepest so far, in units of the
 * stay's scale. From zero on the model says that it was reached.
 */
export class Observations {
  readonly models: number;
  readonly stays: FollowedStay[] = [];
  depths: Float32Array;
  rows = 0;

  constructor(models: number) {
    this.models = models;
    this.depths = new Float32Array(FIRST_ROWS * models);
  }

  /** Appends a row. */
  push(depths: Float64Array): void {
    const at = this.rows * this.models;
    if (at + this.models > this.depths.length) {
      const grown = new Float32Array(this.depths.length * 2);
      grown.set(this.depths);
      this.depths = grown;
    }
    this.depths.set(depths, at);
    this.rows += 1;
  }
}
