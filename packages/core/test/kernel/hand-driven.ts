import {
  defineStrategy,
  type Handlers,
  Instrument,
  type InstrumentSpec,
  instrument,
  type Params,
  type RiskConfig,
  type Side,
  type StrategyContext,
} from "@mexoms/core";
import {
  type AccountOptions,
  type AmendIntent,
  bindParams,
  Kernel,
  type KernelObserver,
  type KernelState,
  type MarketRows,
  type OrderGateway,
  type OrderRecord,
  parseRisk,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_LOCAL,
  ROW_SELL,
} from "@mexoms/core/internal";

const SPEC: InstrumentSpec = {
  venue: "test",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  minQty: "0.002",
  maxQty: "1",
  makerFee: "1bps",
  takerFee: "5bps",
};
export const BTC: Instrument = new Instrument(SPEC);
/** The same coin on another market, in larger lots. */
export const SPOT: Instrument = new Instrument({
  ...SPEC,
  market: "spot",
  lotSize: "0.01",
  minQty: "0.01",
});
/** Contracts of 10 USD that are paid in the coin. */
export const INVERSE: Instrument = new Instrument({
  ...SPEC,
  market: "inverse",
  symbol: "BTCUSD",
  quote: "USD",
  payoff: "inverse",
  contractSize: "10",
  lotSize: "1",
  minQty: "1",
  maxQty: "1000",
});
export const ETH: Instrument = new Instrument({ ...SPEC, symbol: "ETHUSDT", base: "ETH" });
export const EPOCH_NS = 1_700_000_000_000_000_000n;

/** Notes what a kernel asks of its venue; answers are given by the test. */
class Desk implements OrderGateway {
  readonly asked: string[];

  constructor(asked: string[]) {
    this.asked = asked;
  }

  submit(orders: readonly OrderRecord[], nowNs: number): void {
    const what = orders.map(
      (order) => `submit ${order.id} ${order.side} ${order.qtyLots}@${order.priceTicks}`,
    );
    this.asked.push(`${nowNs}: ${what.join(", ")}`);
  }

  cancel(orders: readonly OrderRecord[], nowNs: number): void {
    this.asked.push(`${nowNs}: ${orders.map((order) => `cancel ${order.id}`).join(", ")}`);
  }

  amend(amends: readonly AmendIntent[], nowNs: number): void {
    const what = amends.map(({ order, to }) => `amend ${order.id} ${to.qtyLots}@${to.priceTicks}`);
    this.asked.push(`${nowNs}: ${what.join(", ")}`);
  }

  cancelAll(market: number, id: number, nowNs: number): void {
    this.asked.push(`${nowNs}: cancel all ${id} of market ${market}`);
  }
}

/** A kernel that a test drives by hand, with what it asked and noted. */
export interface HandDriven {
  readonly kernel: Kernel;
  /** Set once started. */
  readonly ctx: StrategyContext;
  readonly asked: string[];
  readonly noted: string[];
}

/** Makes a kernel and starts it. */
export function handDriven(
  start: (ctx: StrategyContext) => Handlers | void = () => {},
  options: {
    readonly seed?: number;
    readonly bookIncludesOwn?: boolean;
    readonly risk?: RiskConfig;
    readonly accounts?: readonly AccountOptions[];
    readonly epochNs?: bigint;
    /** BTC and ETH unless given. */
    readonly instruments?: readonly Instrument[];
    /** Where an earlier kernel was. */
    readonly opening?: KernelState;
    readonly forgets?: boolean;
    /** 0 unless given. */
    readonly startNs?: number;
  } = {},
): HandDriven {
  const asked: string[] = [];
  const noted: string[] = [];
  const observer: KernelObserver = {
    intent: (kind, order, nowNs) => void noted.push(`${nowNs}: ${kind} ${order.id}`),
    cancelAll: (market, id, nowNs) => void noted.push(`${nowNs}: cancel all ${id} of ${market}`),
    answer: (change, order, nowNs) => void noted.push(`${nowNs}: ${change} ${order.id}`),
    explain: (topic, text, nowNs) => void noted.push(`${nowNs}: ${topic}: ${text}`),
  };
  let ctx: StrategyContext | undefined;
  const strategy = defineStrategy<Params>({
    name: "test-strategy",
    params: { instrument: instrument() },
    start(given) {
      ctx = given;
      return start(given);
    },
  });
  const instruments = options.instruments ?? [BTC, ETH];
  const kernel = new Kernel({
    instruments,
    strategy,
    params: bindParams({ params: strategy.params, given: {}, instruments }).values,
    seed: options.seed ?? 1,
    epochNs: options.epochNs ?? EPOCH_NS,
    accounts: options.accounts,
    risk: options.risk && parseRisk(options.risk),
    gateway: new Desk(asked),
    observer,
    bookIncludesOwn: options.bookIncludesOwn ?? false,
    opening: options.opening,
    forgets: options.forgets,
  });
  kernel.start(options.startNs ?? 0);
  return { kernel, ctx: ctx!, asked, noted };
}

const SIDES = { buy: ROW_BUY, sell: ROW_SELL, none: 0 } as const;
export type LocalRow = readonly [
  kind: number,
  side: Side | "none",
  ticks: number,
  lots: number,
  localNs: number,
];

/** Rows as columns, received when they say and sent 3 ns before. */
export function rowsOf(rows: readonly LocalRow[]): MarketRows {
  return {
    event: Uint8Array.from(rows, ([kind, side]) => kind | SIDES[side] | ROW_LOCAL | ROW_EXCH),
    exchNs: Float64Array.from(rows, ([, , , , ns]) => ns - 3),
    localNs: Float64Array.from(rows, ([, , , , ns]) => ns),
    priceTicks: Int32Array.from(rows, ([, , ticks]) => ticks),
    qtyLots: Float64Array.from(rows, ([, , , lots]) => lots),
  };
}

/** Applies rows to the market of an instrument, all of them. */
export function feed(kernel: Kernel, of: Instrument, ...rows: readonly LocalRow[]): void {
  kernel.markets[of === BTC ? 0 : 1]!.applyRows({
    rows: rowsOf(rows),
    index: 0,
    untilNs: Number.MAX_SAFE_INTEGER,
    offsetNs: 0,
  });
}

export function depth(side: Side, ticks: number, lots: number, localNs = 0): LocalRow {
  return [ROW_DEPTH, side, ticks, lots, localNs];
}
