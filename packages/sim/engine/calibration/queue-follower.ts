import type { Instrument } from "@mexoms/core";
import { BUY, NEVER, SELL } from "@mexoms/core/internal";
import type { QueueModel } from "../queue/queue-model.ts";
import type { Tape } from "../tape/tape.ts";
import { type FollowedStay, Observations } from "./observations.ts";
import type { LeftOut, Stay } from "./stays.ts";
import { TrackedStay } from "./tracked-stay.ts";
import { TrackedStays } from "./tracked-stays.ts";
import { type ReplayListener, VenueReplay } from "./venue-replay.ts";

export interface FollowOptions {
  /** Of one instrument, in order of time. */
  readonly tapes: readonly Tape[];
  readonly epochNs: bigint;
  readonly models: readonly QueueModel[];
  /** In any order. */
  readonly stays: readonly Stay[];
}

/** What was seen, and the stays that could not be followed. */
export interface Followed {
  readonly observations: Observations;
  readonly leftOut: readonly { readonly stay: Stay; readonly why: LeftOut }[];
}

/** Replays the venue's book once and follows every stay through it with every model. */
export function followStays(options: FollowOptions): Followed {
  return new QueueFollower(options).run();
}

class QueueFollower implements ReplayListener {
  readonly #observations: Observations;
  readonly #leftOut: { stay: Stay; why: LeftOut }[] = [];
  readonly #models: readonly QueueModel[];
  readonly #instrument: Instrument;
  readonly #replay: VenueReplay;
  readonly #sides = [new TrackedStays(BUY), new TrackedStays(SELL)] as const;
  readonly #entering: Stay[];
  readonly #leaving: Stay[];
  readonly #underWay = new Map<Stay, TrackedStay>();
  /** Stays that the instant did something to. */
  readonly #met = new Set<TrackedStay>();
  #nowNs = Number.NEGATIVE_INFINITY;
  #entered = 0;
  #left = 0;

  constructor(options: FollowOptions) {
    this.#models = options.models;
    this.#observations = new Observations(options.models.length);
    this.#instrument = options.tapes[0]!.instrument;
    this.#replay = new VenueReplay(options.tapes, options.epochNs, this);
    this.#entering = options.stays.toSorted((a, b) => a.fromNs - b.fromNs);
    this.#leaving = options.stays.toSorted((a, b) => a.toNs - b.toNs);
  }

  run(): Followed {
    for (let next = this.#replay.nextNs; next !== NEVER; next = this.#replay.nextNs) {
      // Rows of an instant come before orders that arrive or leave then.
      this.#enterBefore(next);
      this.#leaveBefore(next);
      this.#nowNs = next;
      this.#replay.step();
      this.#endInstant();
    }
    this.#nowNs = NEVER;
    this.#enterBefore(NEVER);
    for (const tracked of this.#underWay.values()) this.#end(tracked);
    return { observations: this.#observations, leftOut: this.#leftOut };
  }

  level(side: number, priceTicks: number, beforeLots: number, afterLots: number): void {
    const stays = this.#side(side).at(priceTicks);
    if (stays.length === 0) return;
    const { lot } = this.#instrument;
    const before = lot.float(beforeLots);
    const after = lot.float(afterLots);
    for (const tracked of stays) tracked.levelChanged(before, after);
  }

  improved(side: number, bestTicks: number): void {
    // A best price that meets a stay's price takes it: one tick beyond it is already through.
    const other = 1 - side;
    this.#through(other, side === BUY ? bestTicks + 1 : bestTicks - 1);
  }

  trade(aggressor: number, priceTicks: number, qtyLots: number): void {
    const side = 1 - aggressor;
    this.#through(side, priceTicks);
    const stays = this.#side(side).at(priceTicks);
    if (stays.length === 0) return;
    const qty = this.#instrument.lot.float(qtyLots);
    for (const tracked of stays) {
      tracked.trade(qty, this.#nowNs);
      this.#met.add(tracked);
    }
  }

  gap(): void {
    for (const side of this.#sides) {
      side.forEach((tracked) => {
        tracked.end("gap");
        this.#forget(tracked);
      });
    }
  }

  #side(side: number): TrackedStays {
    return side === BUY ? this.#sides[0] : this.#sides[1];
  }

  /** A price of `priceTicks` on this side was reached: all better ones are gone. */
  #through(side: number, priceTicks: number): void {
    this.#side(side).betterThan(priceTicks, (tracked) => {
      tracked.followed.throughNs = Math.min(tracked.followed.throughNs, this.#nowNs);
      this.#met.add(tracked);
    });
  }

  #enterBefore(untilNs: number): void {
    for (; this.#entered < this.#entering.length; this.#entered++) {
      const stay = this.#entering[this.#entered]!;
      if (stay.fromNs >= untilNs) return;
      const why = this.#obstacle(stay);
      if (why) this.#leftOut.push({ stay, why });
      else this.#enter(stay);
    }
  }

  #obstacle({ side, priceTicks }: Stay): LeftOut | undefined {
    const { book } = this.#replay;
    if (this.#nowNs === Number.NEGATIVE_INFINITY || this.#nowNs === NEVER) return "outside-tape";
    if (!book.has(BUY) && !book.has(SELL)) return "outside-tape";
    if (book.gapped) return "in-gap";
    const other = 1 - side;
    if (!book.has(other)) return undefined;
    const best = book.bestTicks(other);
    return (side === BUY ? priceTicks >= best : priceTicks <= best) ? "crossed-book" : undefined;
  }

  #enter(stay: Stay): void {
    const { lot } = this.#instrument;
    const lots = this.#replay.book.lotsAt(stay.side, stay.priceTicks);
    const followed: FollowedStay = {
      stay,
      scale: lot.float(Math.max(lots, 1)),
      hadQueue: lots > 0,
      rows: [],
      ended: "closed",
      lastTradeNs: Number.NEGATIVE_INFINITY,
      reachNs: new Float64Array(this.#models.length).fill(Number.POSITIVE_INFINITY),
      pastLots: undefined,
      throughNs: Number.POSITIVE_INFINITY,
    };
    this.#observations.stays.push(followed);
    const front = lot.float(lots);
    const tracked = new TrackedStay({
      followed,
      models: this.#models,
      front,
      lotSize: lot.float(1),
    });
    this.#underWay.set(stay, tracked);
    this.#side(stay.side).add(tracked);
  }

  #leaveBefore(untilNs: number): void {
    for (; this.#left < this.#leaving.length; this.#left++) {
      const stay = this.#leaving[this.#left]!;
      if (stay.toNs >= untilNs) return;
      const tracked = this.#underWay.get(stay);
      if (tracked) this.#end(tracked);
    }
  }

  /** A stay is over; one that was reached is still followed. */
  #end(tracked: TrackedStay): void {
    tracked.end(tracked.followed.stay.fillNs === Number.POSITIVE_INFINITY ? "closed" : "unmatched");
    if (tracked.done) this.#forget(tracked);
  }

  #endInstant(): void {
    for (const tracked of this.#met) {
      if (tracked.live) this.#observe(tracked);
      tracked.endInstant();
      if (tracked.done) this.#forget(tracked);
    }
    this.#met.clear();
  }

  #observe(tracked: TrackedStay): void {
    const { followed } = tracked;
    const { fillNs } = followed.stay;
    if (fillNs < this.#nowNs) tracked.end("unmatched");
    else if (followed.throughNs === this.#nowNs) tracked.end("through");
    else if (tracked.traded) {
      followed.rows.push(this.#observations.rows);
      this.#observations.push(tracked.depths);
      followed.lastTradeNs = this.#nowNs;
      if (fillNs === this.#nowNs) tracked.reached();
    }
  }

  #forget(tracked: TrackedStay): void {
    this.#side(tracked.followed.stay.side).remove(tracked);
    this.#underWay.delete(tracked.followed.stay);
    this.#met.delete(tracked);
  }
}
