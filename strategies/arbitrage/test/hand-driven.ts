import { arbitrage } from "@mexoms/arbitrage";
import type { Instrument, RiskConfig, Side } from "@mexoms/core";
import {
  type AccountOptions,
  type AccountState,
  bindParams,
  Kernel,
  type KernelObserver,
  type OrderGateway,
  type OrderRecord,
  parseRisk,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_LOCAL,
  ROW_SELL,
} from "@mexoms/core/internal";

/** The strategy in a kernel that a test drives by hand: books, answers and time. */
export class HandDriven {
  readonly kernel: Kernel<typeof arbitrage.params>;
  /** Orders that were sent, in turn; and ids of those that were asked to be canceled. */
  readonly sent: OrderRecord[] = [];
  readonly canceled: number[] = [];
  readonly explained: { readonly topic: string; readonly text: string }[] = [];
  readonly #instruments: readonly Instrument[];
  nowNs = 0;
  #tradeId = 0;

  constructor(
    instruments: readonly Instrument[],
    given: Record<string, string> = {},
    more: {
      readonly accounts?: readonly AccountOptions[];
      readonly risk?: RiskConfig;
      readonly saved?: string;
    } = {},
  ) {
    this.#instruments = instruments;
    const nothing = (): void => {};
    const gateway: OrderGateway = {
      submit: (orders) => void this.sent.push(...orders),
      cancel: (orders) => void this.canceled.push(...orders.map(({ id }) => id)),
      amend: nothing,
      cancelAll: nothing,
    };
    const observer: KernelObserver = {
      intent: nothing,
      cancelAll: nothing,
      answer: nothing,
      explain: (topic, text) => void this.explained.push({ topic, text }),
    };
    const { accounts, saved } = more;
    this.kernel = new Kernel({
      instruments,
      strategy: arbitrage,
      params: bindParams({ params: arbitrage.params, given, instruments }).values,
      seed: 1,
      epochNs: 1_700_000_000_000_000_000n,
      gateway,
      observer,
      bookIncludesOwn: false,
      accounts,
      saved,
      risk: more.risk && parseRisk(more.risk),
    });
    this.kernel.start(0);
  }

  /** Books become one level on each side; the old level goes. Prices are texts. */
  book(of: Instrument, bid: string, ask: string, lots = 1_000_000): this {
    this.#level(of, "buy", bid, lots);
    this.#level(of, "sell", ask, lots);
    return this;
  }

  /** Empties a side at a price. */
  clear(of: Instrument, side: Side, price: string): this {
    this.#level(of, side, price, 0);
    return this;
  }

  /** Time goes on by so much, and the strategy is woken. */
  wake(afterNs = 1_000): this {
    this.kernel.wake(this.nowNs);
    const untilNs = this.nowNs + afterNs;
    for (;;) {
      const next = this.kernel.timers.nextNs;
      if (!(next < untilNs)) break;
      this.nowNs = Math.max(this.nowNs, next);
      this.kernel.wake(this.nowNs);
    }
    this.nowNs = untilNs;
    this.kernel.wake(untilNs);
    return this;
  }

  fill({ id, priceTicks, timeInForce }: OrderRecord, lots: number): this {
    this.#tradeId += 1;
    const maker = timeInForce === "post-only";
    this.kernel.filled(id, this.nowNs, priceTicks, lots, maker, this.#tradeId);
    return this.wake();
  }

  /** The last order that was sent on an instrument and side. */
  last(of: Instrument, side: Side): OrderRecord {
    const found = this.sent.findLast((order) => order.instrument === of && order.side === side);
    if (found === undefined) throw new Error(`no order to ${side} ${of.id}`);
    return found;
  }

  /** What is told when asked why. */
  get told(): Readonly<Record<string, unknown>> {
    return this.kernel.explain()!.event;
  }

  /** USDT that are left under the residual cap. */
  get capLeft(): number {
    return Number(String(this.told["capLeft"]).split(" ")[0]);
  }

  #level(of: Instrument, side: Side, price: string, lots: number): void {
    const kind = ROW_DEPTH | (side === "buy" ? ROW_BUY : ROW_SELL) | ROW_LOCAL | ROW_EXCH;
    this.kernel.markets[this.#instruments.indexOf(of)]!.applyRows({
      rows: {
        event: Uint8Array.of(kind),
        exchNs: Float64Array.of(this.nowNs),
        localNs: Float64Array.of(this.nowNs),
        priceTicks: Int32Array.of(of.priceTicks(price)),
        qtyLots: Float64Array.of(lots),
      },
      index: 0,
      untilNs: Number.MAX_SAFE_INTEGER,
      offsetNs: 0,
    });
  }
}

const UNITS = 10n ** 36n;

/** A spot account with balances in whole units. */
export function spotAccount(of: {
  readonly venue: string;
  readonly market: number;
  readonly balances: Readonly<Record<string, bigint>>;
  readonly fees?: AccountOptions["fees"];
}): AccountOptions {
  return {
    name: of.venue,
    venue: of.venue,
    kind: "spot",
    markets: [of.market],
    opening: balances(0, of.balances),
    fees: of.fees ?? new Map(),
  };
}

/** Free balances in millionths of a unit. */
export function balances(version: number, free: Readonly<Record<string, bigint>>): AccountState {
  return {
    version,
    positions: [],
    balances: Object.entries(free).map(([currency, amount]) => ({
      currency,
      total: (amount * UNITS) / 1_000_000n,
      held: 0n,
      free: (amount * UNITS) / 1_000_000n,
      borrowed: 0n,
      interest: 0n,
    })),
  };
}
