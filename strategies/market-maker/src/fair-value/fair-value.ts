import type { BookView, Instrument, StrategyContext } from "@mexoms/core";
import type { PricingValues } from "../params/pricing-params.ts";
import type { FairLook } from "../pipeline/fair-look.ts";
import type { Look } from "../pipeline/look.ts";
import { Anchors } from "./anchors.ts";
import { SideDepth, writeVolumeAdjustedMid } from "./depth.ts";
import { Standardised } from "./standardised.ts";
import { TouchReader } from "./touch.ts";

/** More than any book has. */
const MOST_LEVELS = 0x7fffffff;

/** Stage 1: the fair value, or why there is none. On the book minus our own orders. */
export class FairValue {
  readonly #params: PricingValues;
  readonly #book: BookView;
  readonly #touch: TouchReader;
  readonly #bids: SideDepth;
  readonly #asks: SideDepth;
  readonly #imbalance: Standardised;
  readonly #anchors: Anchors | undefined;
  /** Whether the depth within fairDepth is summed at each look. */
  readonly #sums: boolean;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly params: PricingValues;
    readonly instrument: Instrument;
    readonly anchors: readonly Instrument[];
  }) {
    const { ctx, params, instrument } = options;
    this.#params = params;
    this.#book = ctx.book(instrument);
    this.#touch = new TouchReader(this.#book, params.maxBookAge);
    this.#bids = new SideDepth(this.#book, "buy");
    this.#asks = new SideDepth(this.#book, "sell");
    this.#imbalance = new Standardised(params.imbalanceWindow);
    this.#anchors = params.anchor === "none" ? undefined : new Anchors(options);
    const byDepth = params.fairValue === "depth";
    const byImbalance = params.fairValue === "imbalance" && params.imbalanceLevels === 0;
    this.#sums = byDepth || byImbalance || params.thinBookWiden.of(1) > 0;
  }

  /** The book itself can be used: its mid is a price, whatever may be wrong with the rest. */
  get bookFine(): boolean {
    return this.#touch.problem === "none";
  }

  look(look: Look): void {
    const { fair } = look;
    const touch = this.#touch;
    touch.read(look);
    fair.problem = touch.problem;
    fair.bidTicks = touch.bidTicks;
    fair.askTicks = touch.askTicks;
    fair.midTicks = touch.midTicks;
    fair.ageNs = touch.ageNs;
    if (touch.problem !== "none") return;
    if (this.#sums) this.#sumDepth(fair);
    this.#own(look);
    if (Number.isNaN(fair.ownTicks)) {
      const waits = this.#params.fairValue === "imbalance" && !Number.isNaN(fair.imbalance);
      fair.problem = waits ? "imbalance-unknown" : "book-thin";
      return;
    }
    fair.ticks = fair.ownTicks;
    if (this.#anchors !== undefined) this.#anchor(this.#anchors, look);
  }

  /** Writes ownTicks. Not returned: a double that is returned may cost a heap number. */
  #own(look: Look): void {
    const { fair } = look;
    const { fairValue } = this.#params;
    if (fairValue === "mid") fair.ownTicks = fair.midTicks;
    else if (fairValue === "microprice") this.#microprice(fair);
    else if (fairValue === "imbalance") this.#imbalanceAdjusted(look);
    else writeVolumeAdjustedMid(fair, this.#bids, this.#asks);
  }

  #microprice(fair: FairLook): void {
    const { bidTicks, askTicks } = fair;
    const bidLots = this.#book.othersLotsAt("buy", bidTicks);
    const askLots = this.#book.othersLotsAt("sell", askTicks);
    fair.ownTicks = (bidTicks * askLots + askTicks * bidLots) / (bidLots + askLots);
  }

  #sumDepth(fair: FairLook): void {
    const reach = this.#params.fairDepth.of(fair.midTicks);
    this.#bids.reachTicks = reach;
    this.#asks.reachTicks = reach;
    this.#bids.sum(fair, MOST_LEVELS);
    this.#asks.sum(fair, MOST_LEVELS);
    fair.bidDepthLots = this.#bids.lots;
    fair.askDepthLots = this.#asks.lots;
  }

  #imbalanceAdjusted(look: Look): void {
    const { fair } = look;
    const { imbalanceLevels, imbalanceShift } = this.#params;
    if (imbalanceLevels > 0) {
      this.#bids.reachTicks = Number.POSITIVE_INFINITY;
      this.#asks.reachTicks = Number.POSITIVE_INFINITY;
      this.#bids.sum(fair, imbalanceLevels);
      this.#asks.sum(fair, imbalanceLevels);
    }
    const bids = this.#bids.lots;
    const asks = this.#asks.lots;
    fair.imbalance = (bids - asks) / (bids + asks);
    fair.ownTicks = Number.NaN;
    if (Number.isNaN(fair.imbalance)) return;
    fair.imbalanceSigmas = this.#imbalance.of(fair.imbalance);
    this.#imbalance.add(look, fair.imbalance);
    fair.imbalanceSamples = this.#imbalance.count;
    fair.ownTicks = fair.midTicks + imbalanceShift.of(fair.midTicks) * fair.imbalanceSigmas;
  }

  #anchor(anchors: Anchors, look: Look): void {
    anchors.look(look);
    const { fair } = look;
    if (fair.problem !== "none") return;
    const off = fair.anchorTicks - fair.ownTicks;
    if (Math.abs(off) > this.#params.maxFromAnchor.of(fair.ownTicks)) {
      fair.problem = "far-from-anchor";
      return;
    }
    fair.ticks = fair.ownTicks + this.#params.anchorWeight * off;
  }
}
