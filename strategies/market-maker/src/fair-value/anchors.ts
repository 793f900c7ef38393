import { ConfigError, type Instrument, type StrategyContext } from "@mexoms/core";
import type { PricingValues } from "../params/pricing-params.ts";
import type { Look } from "../pipeline/look.ts";
import { Anchor } from "./anchor.ts";
import { RecentPrices } from "./recent-prices.ts";

/**
 * What other instruments say that ours is worth:
 *
 *     basis:     mean of anchor mid * usual ratio, over the anchors that count
 *     lead-lag:  (1 + r_lead - r_own) * own price, r: moves of the mids over leadWindow
 *
 * weighted by how tight their books are. An anchor counts while its book is valid and fresh. The
 * usual ratio is a mean with a half-life: a difference that lasts becomes the usual one.
 */
export class Anchors {
  readonly #anchors: readonly Anchor[];
  readonly #own: RecentPrices;
  readonly #leads: boolean;
  /** Sum of weights, and of weight times value, of those that count in this look. */
  #weights = 0;
  #values = 0;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly params: PricingValues;
    readonly instrument: Instrument;
    readonly anchors: readonly Instrument[];
  }) {
    const { ctx, params, instrument, anchors } = options;
    if (anchors.length === 0) {
      throw new ConfigError(
        "anchor",
        `"${params.anchor}" needs another instrument to look at; for example anchor1=binance:spot:BTCUSDT with its tape, or anchor=none`,
      );
    }
    if (anchors.includes(instrument)) {
      throw new ConfigError(
        "anchor1",
        `${instrument.id} is what is quoted, and an anchor is another market; for example binance:spot:BTCUSDT`,
      );
    }
    this.#leads = params.anchor === "lead-lag";
    this.#own = new RecentPrices(params.leadWindow);
    this.#anchors = anchors.map(
      (each) =>
        new Anchor({
          book: ctx.book(each),
          of: instrument,
          maxAgeNs: params.maxAnchorAge,
          halfLifeNs: params.anchorHalflife,
          leadWindowNs: params.leadWindow,
        }),
    );
  }

  /** Writes the anchor price to the look, or the problem with it. Needs `ownTicks` in the look. */
  look(look: Look): void {
    const { fair } = look;
    fair.anchorTicks = Number.NaN;
    fair.anchors = 0;
    fair.anchorAgeNs = Number.NaN;
    this.#weights = 0;
    this.#values = 0;
    this.#own.look(look);
    this.#own.add(look, fair);
    let stale = false;
    for (const anchor of this.#anchors) {
      anchor.read(look);
      if (anchor.touch.problem === "none") this.#take(anchor, look);
      else if (anchor.touch.problem === "book-stale") stale = true;
    }
    if (this.#weights > 0) fair.anchorTicks = this.#values / this.#weights;
    else if (fair.anchors > 0) fair.problem = "anchor-unknown";
    else fair.problem = stale ? "anchor-stale" : "anchor-missing";
  }

  #take(anchor: Anchor, look: Look): void {
    const { fair } = look;
    fair.anchors += 1;
    const age = anchor.touch.ageNs;
    if (!(fair.anchorAgeNs <= age)) fair.anchorAgeNs = age;
    const own = fair.ownTicks;
    let value: number;
    if (this.#leads) {
      anchor.recent.look(look);
      const lead = anchor.midTicks / anchor.recent.thenTicks;
      value = (1 + lead - fair.midTicks / this.#own.thenTicks) * own;
    } else {
      // What it says now comes before what is learned from this look.
      value = anchor.midTicks * (Number.isNaN(anchor.basis) ? own / anchor.midTicks : anchor.basis);
      anchor.learn(look);
    }
    if (Number.isNaN(value)) return;
    const { weight } = anchor;
    this.#weights += weight;
    this.#values += weight * value;
  }
}
