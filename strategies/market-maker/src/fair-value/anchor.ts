import type { BookView, Instrument } from "@mexoms/core";
import { decay } from "../half-life.ts";
import { RecentPrices } from "./recent-prices.ts";
import type { Look } from "../pipeline/look.ts";
import { type Instant, TouchReader } from "./touch.ts";

/** Another instrument that prices the same thing, in ticks of the one that is quoted. */
export class Anchor {
  readonly touch: TouchReader;
  /** Its mid in our ticks; of no meaning unless its touch has no problem. */
  midTicks: number = Number.NaN;
  /** Our price over its mid, as it usually is; NaN before the first. */
  basis: number = Number.NaN;
  readonly recent: RecentPrices;
  readonly #ticksPerTick: number;
  readonly #halfLifeNs: number;
  #basisNs = 0;
  #sum = 0;
  #weight = 0;

  constructor(options: {
    readonly book: BookView;
    readonly of: Instrument;
    readonly maxAgeNs: number;
    readonly halfLifeNs: number;
    readonly leadWindowNs: number;
  }) {
    this.touch = new TouchReader(options.book, options.maxAgeNs);
    this.recent = new RecentPrices(options.leadWindowNs);
    this.#halfLifeNs = options.halfLifeNs;
    this.#ticksPerTick = options.book.instrument.tick.float(1) / options.of.tick.float(1);
  }

  read(at: Instant): void {
    this.touch.read(at);
    this.midTicks = this.touch.midTicks * this.#ticksPerTick;
    if (this.touch.problem === "none") this.recent.add(at, this);
  }

  /** How much it counts beside others: the tighter its book, the more. */
  get weight(): number {
    const { askTicks, bidTicks } = this.touch;
    return this.midTicks / ((askTicks - bidTicks) * this.#ticksPerTick);
  }

  /** Learns the usual difference from a valid price of ours; a mean with a half-life. */
  learn({ nowNs, fair: { ownTicks } }: Look): void {
    const first = this.#weight === 0;
    const kept = first ? 0 : decay(nowNs - this.#basisNs, this.#halfLifeNs);
    // Before much time has passed each sample has little weight, the first one too.
    const given = first ? Number.EPSILON : 1 - kept;
    this.#sum = kept * this.#sum + (given * ownTicks) / this.midTicks;
    this.#weight = kept * this.#weight + given;
    this.basis = this.#sum / this.#weight;
    this.#basisNs = nowNs;
  }
}
