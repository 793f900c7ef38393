import { defineStrategy, Instrument, type OrderIntent, type RiskConfig } from "@mexoms/core";
import {
  type AccountOptions,
  type AmendIntent,
  bindParams,
  Kernel,
  type OrderGateway,
  type OrderRecord,
  parseRisk,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_GAP,
  ROW_LOCAL,
  ROW_SELL,
} from "@mexoms/core/internal";
import { Maker } from "../src/maker.ts";
import { params } from "../src/params.ts";

export const PERP: Instrument = new Instrument({
  venue: "test",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "0bps",
  takerFee: "5bps",
});
export const SPOT: Instrument = new Instrument({ ...PERP.spec, market: "spot", lotSize: "0.0001" });

/** Takes every request and answers none: answers are given by the test. */
class Silent implements OrderGateway {
  readonly sent: OrderRecord[] = [];
  readonly canceled: OrderRecord[] = [];

  submit(orders: readonly OrderRecord[]): void {
    this.sent.push(...orders);
  }

  cancel(orders: readonly OrderRecord[]): void {
    this.canceled.push(...orders);
  }

  amend(_amends: readonly AmendIntent[]): void {}

  cancelAll(): void {}
}

const SIDES = { buy: ROW_BUY, sell: ROW_SELL, none: 0 } as const;

/** A market maker on a kernel that a test drives by hand; nothing happens at the venue by itself. */
export class MakerRig {
  readonly maker: Maker;
  readonly kernel: Kernel;
  readonly venue: Silent = new Silent();
  /** What was explained, as "topic: text". */
  readonly noted: string[] = [];
  nowNs = 0;

  constructor(
    given: Readonly<Record<string, string>> = {},
    options: {
      readonly accounts?: readonly AccountOptions[];
      readonly warming?: boolean;
      readonly risk?: RiskConfig;
    } = {},
  ) {
    let maker: Maker | undefined;
    const strategy = defineStrategy({
      name: "rig",
      params,
      start(ctx, values) {
        maker = new Maker(ctx, values);
        return maker.handlers();
      },
    });
    const instruments = [PERP, SPOT];
    this.kernel = new Kernel({
      instruments,
      strategy,
      params: bindParams({ params, given, instruments }).values,
      seed: 1,
      epochNs: 1_700_000_000_000_000_000n,
      gateway: this.venue,
      observer: {
        intent: () => {},
        cancelAll: () => {},
        answer: () => {},
        explain: (topic, text) => void this.noted.push(`${topic}: ${text}`),
      },
      bookIncludesOwn: false,
      ...(options.accounts && { accounts: options.accounts }),
      ...(options.risk && { risk: parseRisk(options.risk) }),
      ...(options.warming === true && { warming: true }),
    });
    this.kernel.start(0);
    this.maker = maker!;
  }

  /** Puts a level into the book of the quoted instrument, or of another. */
  level(side: "buy" | "sell", ticks: number, lots: number, of: Instrument = PERP): this {
    return this.#row(ROW_DEPTH, side, ticks, lots, of);
  }

  gap(of: Instrument = PERP): this {
    return this.#row(ROW_GAP, "none", 0, 0, of);
  }

  /** Both books with one level a side. */
  quiet(bid = 600_000, ask = 600_001, lots = 5000): this {
    this.level("buy", bid, lots).level("sell", ask, lots);
    return this.level("buy", bid, lots, SPOT).level("sell", ask, lots, SPOT);
  }

  /** Moves the clock on and wakes the strategy. */
  pass(ns: number): this {
    this.nowNs += ns;
    this.kernel.wake(this.nowNs);
    return this;
  }

  /** Takes every order in that waits for it, and lets every cancel work. */
  answer(): this {
    for (const order of this.venue.sent.splice(0)) {
      if (!order.closed) this.kernel.accepted(order.id, this.nowNs);
    }
    for (const order of this.venue.canceled.splice(0)) {
      if (!order.closed) this.kernel.ended(order.id, this.nowNs, "canceled");
    }
    return this;
  }

  /** Fills part of an order, as a maker unless told otherwise. */
  fill(order: OrderRecord, lots: number, at = order.priceTicks, maker = true): this {
    this.kernel.filled(order.id, this.nowNs, at, lots, maker);
    return this;
  }

  /** Makes the position what it says, at a price. */
  hold(lots: number, ticks = 600_000, of: Instrument = PERP): this {
    const change = lots - this.maker.ctx.position(of).lots;
    const side = change > 0 ? "buy" : "sell";
    const intent: OrderIntent = {
      instrument: of,
      side,
      priceTicks: ticks,
      qtyLots: Math.abs(change),
      timeInForce: "ioc",
    };
    const order = this.maker.ctx.orders.submit(intent) as OrderRecord;
    this.venue.sent.splice(this.venue.sent.indexOf(order), 1);
    this.kernel.accepted(order.id, this.nowNs);
    return this.fill(order, Math.abs(change), ticks, false);
  }

  /** Open orders of an instrument. */
  open(of: Instrument = PERP): readonly OrderRecord[] {
    return this.kernel.markets[of === PERP ? 0 : 1]!.open;
  }

  #row(kind: number, side: keyof typeof SIDES, ticks: number, lots: number, of: Instrument): this {
    this.kernel.markets[of === PERP ? 0 : 1]!.applyRows({
      rows: {
        event: Uint8Array.of(kind | SIDES[side] | ROW_LOCAL | ROW_EXCH),
        exchNs: Float64Array.of(this.nowNs),
        localNs: Float64Array.of(this.nowNs),
        priceTicks: Int32Array.of(ticks),
        qtyLots: Float64Array.of(lots),
      },
      index: 0,
      untilNs: Number.MAX_SAFE_INTEGER,
      offsetNs: 0,
    });
    return this;
  }
}

export const MS = 1_000_000;
export const SECOND = 1_000_000_000;
