import {
  defineStrategy,
  Instrument,
  type InstrumentSpec,
  instrument,
  quantity,
  type Side,
  type StrategyContext,
} from "@mexoms/core";
import {
  bindParams,
  Kernel,
  ROW_BUY,
  ROW_DEPTH,
  ROW_GAP,
  ROW_LOCAL,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import { Look } from "../src/pipeline/look.ts";
import { Pricing, pricingParams } from "../src/index.ts";

const SPEC: InstrumentSpec = {
  venue: "test",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "1",
  lotSize: "0.001",
  makerFee: "0bps",
  takerFee: "5bps",
};

const SIDES = { buy: ROW_BUY, sell: ROW_SELL, none: 0 } as const;

/** Pricing of one instrument, with another one as anchor, on books that a test makes by hand. */
export class HandMarket {
  readonly own: Instrument;
  readonly anchor: Instrument;
  readonly look: Look = new Look(1);
  readonly pricing: Pricing;
  readonly ctx: StrategyContext;
  readonly kernel: Kernel;

  constructor(
    given: Record<string, string> = {},
    options: {
      readonly own?: Partial<InstrumentSpec>;
      readonly anchor?: Partial<InstrumentSpec>;
      readonly bookIncludesOwn?: boolean;
      readonly warming?: boolean;
      readonly noAnchors?: boolean;
    } = {},
  ) {
    this.own = new Instrument({ ...SPEC, ...options.own });
    this.anchor = new Instrument({ ...SPEC, symbol: "ANCHOR", ...options.anchor });
    let pricing: Pricing | undefined;
    let context: StrategyContext | undefined;
    const { own, anchor } = this;
    const strategy = defineStrategy({
      name: "hand-market",
      params: {
        instrument: instrument(),
        size: quantity({ default: `0.1${own.sizeUnit}` }),
        maxInventory: quantity({ default: `1${own.sizeUnit}` }),
        ...pricingParams,
      },
      start(ctx, params) {
        context = ctx;
        const anchors = options.noAnchors === true ? [] : [anchor];
        pricing = new Pricing({ ctx, params, instrument: own, anchors });
      },
    });
    const instruments = [own, anchor];
    const nothing = (): void => {};
    this.kernel = new Kernel({
      instruments,
      strategy,
      params: bindParams({ params: strategy.params, given, instruments }).values,
      seed: 1,
      epochNs: 0n,
      gateway: { submit: nothing, cancel: nothing, amend: nothing, cancelAll: nothing },
      observer: { intent: nothing, cancelAll: nothing, answer: nothing, explain: nothing },
      bookIncludesOwn: options.bookIncludesOwn ?? false,
      warming: options.warming,
    });
    this.kernel.start(0);
    this.pricing = pricing!;
    this.ctx = context!;
  }

  /** One look at a time. */
  lookAt(nowNs: number): Look {
    this.kernel.wake(nowNs);
    this.pricing.look(this.look);
    return this.look;
  }

  /** Sets levels of a book as [ticks, lots]. */
  levels(
    side: Side,
    levels: readonly (readonly [number, number])[],
    of: Instrument = this.own,
  ): void {
    for (const [ticks, lots] of levels) this.#row(ROW_DEPTH, side, ticks, lots, of);
  }

  /** A book of one level on each side. */
  touch(bid: number, ask: number, of: Instrument = this.own, lots = 10): void {
    this.clear("buy", of);
    this.clear("sell", of);
    this.levels("buy", [[bid, lots]], of);
    this.levels("sell", [[ask, lots]], of);
  }

  clear(side: Side, of: Instrument = this.own): void {
    for (const level of this.ctx.book(of).levels(side, 1000)) {
      this.#row(ROW_DEPTH, side, level.priceTicks, 0, of);
    }
  }

  gap(of: Instrument = this.own): void {
    this.#row(ROW_GAP, "none", 0, 0, of);
  }

  snapshot(bid: number, ask: number): void {
    this.#row(ROW_SNAPSHOT, "buy", bid, 10, this.own);
    this.#row(ROW_SNAPSHOT, "sell", ask, 10, this.own);
  }

  /** A trade now, told to the strategy. */
  trade(side: Side | "none", ticks: number, lots = 1): void {
    this.#row(ROW_TRADE, side, ticks, lots, this.own);
    this.kernel.wake(this.kernel.nowNs);
  }

  /** Moves the clock: what follows is at this time. */
  at(nowNs: number): void {
    this.kernel.wake(nowNs);
  }

  #row(kind: number, side: Side | "none", ticks: number, lots: number, of: Instrument): void {
    const market = this.kernel.markets[of === this.own ? 0 : 1]!;
    const now = Float64Array.of(this.kernel.nowNs);
    market.applyRows({
      rows: {
        event: Uint8Array.of(kind | SIDES[side] | ROW_LOCAL),
        exchNs: now,
        localNs: now,
        priceTicks: Int32Array.of(ticks),
        qtyLots: Float64Array.of(lots),
      },
      index: 0,
      untilNs: Number.MAX_SAFE_INTEGER,
      offsetNs: 0,
    });
  }
}
