import { type QueueModel, reachedLots } from "../queue/queue-model.ts";
import type { FollowedStay, StayEnd } from "./observations.ts";

/** A stay under way: the front that each model predicts, moved by the very code of the engine. */
export class TrackedStay {
  readonly followed: FollowedStay;
  /** Whether it is observed. Reached ones are followed on only to see when models would reach them. */
  live = true;
  /** Whether a trade met it at its price in this instant. */
  traded = false;
  readonly depths: Float64Array;
  readonly #models: readonly QueueModel[];
  readonly #fronts: Float64Array;
  readonly #lotSize: number;
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
    this.traded = true;
    for (let m = 0; m < this.#fronts.length; m++) {
      const front = this.#fronts[m]! - qty;
      const reached = reachedLots(front, this.#lotSize) > 0;
      const depth = (-front - this.#lotSize / 2) / scale;
      if (depth > this.depths[m]!) this.depths[m] = depth;
      this.#fronts[m] = reached ? 0 : front;
      if (!reached || reachNs[m] !== Number.POSITIVE_INFINITY) continue;
      reachNs[m] = atNs;
      this.#unreached -= 1;
    }
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
