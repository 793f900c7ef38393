import { type QueueModel, reachedLots } from "../queue/queue-model.ts";
import type { FollowedStay, StayEnd } from "./observations.ts";

/** A stay under way: the front that each model predicts, moved by the very code of the engine. */
export class TrackedStay {
  readonly followed: FollowedStay;
  /** Whether it is observed. Reached ones are followed on only to see when models would reach them. */
  live = true;
  readonly depths: Float64Array;
  readonly #models: readonly QueueModel[];
  readonly #fronts: Float64Array;
  readonly #lotSize: number;
  /** Lots by which the last trade went past each front, and how many trades the instant had. */
  readonly #pastLots: Float64Array;
  #trades = 0;
  #tradedQty = 0;
  #unreached: number;

  constructor(fields: {
    followed: FollowedStay;
    models: readonly QueueModel[];
    front: number;
    lotSize: number;
  }) {
    this.followed = fields.followed;
    this.#models = fields.models;
    this.#lotSize = fields.lotSize;
    this.#unreached = fields.models.length;
    this.#fronts = new Float64Array(fields.models.length).fill(fields.front);
    this.#pastLots = new Float64Array(fields.models.length);
    this.depths = new Float64Array(fields.models.length).fill(Number.NEGATIVE_INFINITY);
  }

  levelChanged(before: number, after: number): void {
    const fronts = this.#fronts;
    for (let m = 0; m < fronts.length; m++) {
      fronts[m] = this.#models[m]!.levelChanged(fronts[m]!, this.#tradedQty, before, after);
    }
    this.#tradedQty = 0;
  }

  /** A trade of `qty` at its price. */
  trade(qty: number, atNs: number): void {
    const { reachNs, scale } = this.followed;
    this.#tradedQty += qty;
    this.#trades += 1;
    for (let m = 0; m < this.#fronts.length; m++) {
      const front = this.#fronts[m]! - qty;
      const lots = reachedLots(front, this.#lotSize);
      const reached = lots > 0;
      this.#pastLots[m] = lots;
      const depth = (-front - this.#lotSize / 2) / scale;
      if (depth > this.depths[m]!) this.depths[m] = depth;
      this.#fronts[m] = reached ? 0 : front;
      if (!reached || reachNs[m] !== Number.POSITIVE_INFINITY) continue;
      reachNs[m] = atNs;
      this.#unreached -= 1;
    }
  }

  /** Whether a trade met it at its price in this instant. */
  get traded(): boolean {
    return this.#trades > 0;
  }

  /** The instant is over. */
  endInstant(): void {
    this.#trades = 0;
  }

  /** A trade reached it. */
  reached(): void {
    if (this.#trades === 1 && this.followed.stay.partLots > 0) {
      this.followed.pastLots = this.#pastLots.slice();
    }
    this.end("reached");
  }

  end(how: StayEnd): void {
    if (!this.live) return;
    this.live = false;
    this.followed.ended = how;
  }

  /** Whether nothing more can be learned by following it. */
  get done(): boolean {
    if (this.followed.throughNs !== Number.POSITIVE_INFINITY) return true;
    return !this.live && (this.followed.ended !== "reached" || this.#unreached === 0);
  }
}
