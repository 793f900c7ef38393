import type { BookView, Instrument, StrategyContext } from "@mexoms/core";
import { FairValue } from "./fair-value/fair-value.ts";
import { TouchReader } from "./fair-value/touch.ts";
import type { PricingValues } from "./params/pricing-params.ts";
import type { Look } from "./pipeline/look.ts";
import type { PricePoint } from "./volatility/estimator.ts";
import { Spread } from "./spread/spread.ts";

/**
 * Stages 1 and 2 of the pipeline: fair value and spread.
 *
 * It learns at looks, and from trades where a parameter needs them; only `volatilityFrom=book` has
 * the strategy woken at every change of the book. Call `look` while the strategy warms up too: then
 * all that it measures is known when trading opens.
 */
export class Pricing {
  readonly #ctx: StrategyContext;
  readonly #fair: FairValue;
  readonly #spread: Spread;

  /** Throws ConfigError, naming the parameter, when parameters do not go together. */
  constructor(options: {
    readonly ctx: StrategyContext;
    readonly params: PricingValues;
    readonly instrument: Instrument;
    /** Instruments that price the same thing; needed when `anchor` is not none. */
    readonly anchors: readonly Instrument[];
  }) {
    const { ctx, params, instrument } = options;
    this.#ctx = ctx;
    this.#fair = new FairValue(options);
    this.#spread = new Spread(options);
    if (params.volatilityFrom === "book") this.#watch(ctx.book(instrument), params.maxBookAge);
  }

  /** Sets nowNs of the look and fills its `fair` and `spread`. Allocates nothing. */
  look(look: Look): void {
    look.nowNs = this.#ctx.nowNs;
    this.#fair.look(look);
    if (this.#fair.bookFine) this.#spread.observe(look);
    else this.#spread.interrupt();
    this.#spread.look(look);
  }

  #watch(book: BookView, maxAgeNs: number): void {
    const touch = new TouchReader(book, maxAgeNs);
    const mid: PricePoint = { nowNs: 0, ticks: 0 };
    this.#ctx.onBook(book.instrument, () => {
      mid.nowNs = this.#ctx.nowNs;
      touch.read(mid);
      mid.ticks = touch.midTicks;
      if (touch.problem === "none") this.#spread.observeChange(mid);
    });
  }
}
