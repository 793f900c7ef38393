import { Instrument, Money, Prng, type InstrumentSpec, type Side } from "@mexoms/core";
import { sideIndex, sideSign } from "@mexoms/core/internal";
import type {
  BacktestResult,
  FillReason,
  FillRow,
  InstrumentSeries,
  InstrumentSummary,
  OrderRow,
} from "@mexoms/sim/engine";

/** A result with the shape and sizes of a real run, made by arithmetic from a seed. */
export interface ExampleOptions {
  readonly seed: number;
  readonly samples: number;
  readonly instruments: readonly InstrumentSpec[];
  /** Mean number of samples between two fills of one instrument. */
  readonly fillEvery: number;
}

export const BTC_SWAP: InstrumentSpec = {
  venue: "synthetic",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.10",
  lotSize: "0.001",
  makerFee: "2bps",
  takerFee: "5bps",
};

export const ETH_SWAP: InstrumentSpec = {
  ...BTC_SWAP,
  venue: "binance",
  symbol: "ETHUSDT",
  base: "ETH",
  tickSize: "0.01",
  lotSize: "0.01",
};

const EVERY_NS = 100_000_000;
const START_NS = 1_723_161_255_000_000_000n;
const REASONS: readonly FillReason[] = [
  "queue-reached",
  "queue-reached",
  "queue-reached",
  "traded-through",
  "book-crossed",
  "took-level",
  "took-at-limit",
];

export function exampleRun(options: ExampleOptions): BacktestResult {
  const { samples, instruments } = options;
  const parts = instruments.map((spec, i) => simulate(new Instrument(spec), i, options));
  const timeNs = Float64Array.from({ length: samples }, (_, i) => i * EVERY_NS);
  const amount = timeNs.reduce<Money[]>((all, _, i) => {
    all.push(parts.reduce((sum, part) => sum.plus(part.equity[i]!), new Money(0n, 0)));
    return all;
  }, []);
  return {
    accounts: [],
    timelines: [],
    ledger: [],
    digest: "4f1c8a0be2d94c7796d3a8e07b5f21cc90ab34de56f7881a2b3c4d5e6f708192",
    outputsDigest: "a39d5e6f7081924f1c8a0be2d94c7796d3a8e07b5f21cc90ab34de56f7881a2b",
    inputs: {
      engine: "mexoms-sim 1",
      strategy: { name: "market-maker", codeDigest: "77d0c3b1" },
      params: { halfSpread: "4bps", size: "0.05BTC", maxPosition: "1BTC", refresh: "250ms" },
      tapes: instruments.map((spec) => ({
        instrument: new Instrument(spec).id,
        digest: "0d9be5a1c2f3",
      })),
      instruments,
      latency: "constant entry 5ms response 5ms",
      queue: "power3:3",
      exchange: "no-partial",
      fees: instruments.map((spec) => `${spec.symbol} maker ${spec.makerFee}`),
      seed: options.seed,
    },
    startNs: START_NS,
    endNs: START_NS + BigInt(samples - 1) * BigInt(EVERY_NS),
    fills: parts.flatMap((part) => part.fills).toSorted((a, b) => Number(a.exchNs - b.exchNs)),
    orders: parts.flatMap((part) => part.orders),
    samples: {
      startNs: START_NS,
      everyNs: EVERY_NS,
      timeNs,
      instruments: parts.map((part) => part.series),
      equity: [{ currency: "USDT", amount }],
    },
    summary: parts.map((part) => part.summary),
    ignoredAnswers: {},
    explained: [
      { ns: START_NS, topic: "start", text: "quoting with <half spread> 4bps & size 0.05" },
      { ns: START_NS + 5_250_000_000n, topic: "skew", text: 'inventory above limit, "ask" only' },
    ],
  };
}

interface Part {
  readonly series: InstrumentSeries;
  readonly equity: readonly Money[];
  readonly fills: readonly FillRow[];
  readonly orders: readonly OrderRow[];
  readonly summary: InstrumentSummary;
}

function simulate(instrument: Instrument, index: number, options: ExampleOptions): Part {
  const { samples } = options;
  const prng = new Prng(options.seed, index + 1);
  const ticks = (): Int32Array => new Int32Array(samples);
  const series = {
    instrument: instrument.id,
    bidTicks: ticks(),
    askTicks: ticks(),
    ownBidTicks: ticks(),
    ownAskTicks: ticks(),
    positionLots: new Float64Array(samples),
  };
  const ledger = new Ledger(instrument);
  let bid = index === 0 ? 617_993 : 265_120;
  let drift = 0;
  for (let i = 0; i < samples; i++) {
    drift = drift * 0.98 + (prng.next() - 0.5) * 6;
    bid += Math.round(drift + (prng.next() - 0.5) * 8);
    const ask = bid + 1 + prng.below(3);
    // The book is known only after half a second, and is lost for a while in the middle of the run.
    const known = i >= 5 && !(i > samples * 0.6 && i < samples * 0.62);
    const skew = Math.round(ledger.positionLots / 20);
    if (known) {
      series.bidTicks[i] = bid;
      series.askTicks[i] = ask;
      series.ownBidTicks[i] = bid - 40 - skew;
      series.ownAskTicks[i] = ask + 40 - skew;
      if (prng.next() * options.fillEvery < 1) {
        const lean = 0.5 - ledger.positionLots / 1500;
        const side: Side = prng.next() < lean ? "buy" : "sell";
        const price = side === "buy" ? bid - 2 - prng.below(12) : ask + 2 + prng.below(12);
        const reason = REASONS[prng.below(REASONS.length)]!;
        const ns = START_NS + BigInt(i) * BigInt(EVERY_NS) + BigInt(prng.below(90_000_000));
        ledger.execute({ side, price, lots: 10 + prng.below(90), reason, ns });
      }
    }
    series.positionLots[i] = ledger.positionLots;
    ledger.sample(bid, ask);
  }
  return {
    series,
    equity: ledger.equity,
    fills: ledger.fills,
    orders: ledger.orders,
    summary: ledger.summary(samples * 140),
  };
}

interface Execution {
  readonly side: Side;
  readonly price: number;
  readonly lots: number;
  readonly reason: FillReason;
  readonly ns: bigint;
}

/** Cash, fees and position, exact. Realized profit is what closing first-in lots first gave. */
class Ledger {
  readonly equity: Money[] = [];
  readonly fills: FillRow[] = [];
  readonly orders: OrderRow[] = [];
  positionLots = 0;
  readonly #instrument: Instrument;
  readonly #decimals: number;
  #cash = 0n; // ticks x lots
  #turnover = 0n;
  #fees = new Money(0n, 0);
  #open: { price: number; lots: number }[] = [];
  #maxPosition = 0;
  #volumeLots = 0;
  #halfMid = 0;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    this.#decimals = instrument.tick.decimals + instrument.lot.decimals;
  }

  execute({ side, price, lots, reason, ns }: Execution): void {
    const { tick, lot, id, makerFee, takerFee } = this.#instrument;
    const liquidity = reason.startsWith("took") ? "taker" : "maker";
    const sign = sideSign(sideIndex(side));
    const value = BigInt(price) * BigInt(lots);
    const rate = BigInt((liquidity === "maker" ? makerFee : takerFee).units);
    const fee = new Money(value * rate, this.#decimals + 10);
    this.#cash -= BigInt(sign) * value;
    this.#turnover += value;
    this.#fees = this.#fees.plus(fee);
    this.#volumeLots += lots;
    this.positionLots += sign * lots;
    this.#maxPosition = Math.max(this.#maxPosition, Math.abs(this.positionLots));
    this.#match(price, sign * lots);
    const orderId = this.fills.length + 1;
    const shared = { orderId, instrument: id, side, price: tick.format(price) };
    this.fills.push({
      ...shared,
      exchNs: ns,
      localNs: ns + 5_000_000n,
      qty: lot.format(lots),
      priceTicks: price,
      qtyLots: lots,
      leavesLots: 0,
      liquidity,
      reason,
      fee,
    });
    this.orders.push({
      ...shared,
      qty: lot.format(lots),
      filledQty: lot.format(lots),
      type: "limit",
      timeInForce: "GTC",
      trigger: "",
      triggerBy: "",
      trail: "",
      activation: "",
      displayQty: "",
      reduceOnly: false,
      expiresNs: 0n,
      triggeredNs: 0n,
      state: "filled",
      reason: "",
      submittedNs: ns - 900_000_000n,
      acceptedNs: orderId % 7 === 0 ? 0n : ns - 890_000_000n,
      closedNs: ns + 5_000_000n,
      amends: 0,
    });
  }

  sample(bid: number, ask: number): void {
    this.#halfMid = bid + ask;
    const value = 2n * this.#cash + BigInt(this.positionLots) * BigInt(this.#halfMid);
    this.equity.push(this.#half(value).minus(this.#fees));
  }

  summary(rows: number): InstrumentSummary {
    const { id, settle, lot } = this.#instrument;
    const openValue = this.#open.reduce(
      (sum, one) => sum + BigInt(one.price) * BigInt(one.lots),
      0n,
    );
    const unrealized = BigInt(this.positionLots) * BigInt(this.#halfMid) - 2n * openValue;
    const counts = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<
      FillReason,
      number
    >;
    for (const fill of this.fills) counts[fill.reason] += 1;
    return {
      instrument: id,
      settle,
      rows,
      orders: this.orders.length,
      fills: this.fills.length,
      makerFills: this.fills.filter((fill) => fill.liquidity === "maker").length,
      fillsByReason: counts,
      volume: lot.format(this.#volumeLots),
      turnover: new Money(this.#turnover, this.#decimals),
      positionQty: lot.format(this.positionLots),
      maxPositionQty: lot.format(this.#maxPosition),
      realized: this.#half(2n * (this.#cash + openValue)),
      unrealized: this.#half(unrealized),
      fees: this.#fees,
      equity: this.equity.at(-1)!,
      maxDrawdown: this.#drawdown(),
    };
  }

  #drawdown(): Money {
    let peak = new Money(0n, 0);
    let largest = new Money(0n, 0);
    for (const amount of this.equity) {
      if (amount.minus(peak).units > 0n) peak = amount;
      if (peak.minus(amount).minus(largest).units > 0n) largest = peak.minus(amount);
    }
    return largest;
  }

  #match(price: number, signedLots: number): void {
    let left = signedLots;
    while (left !== 0 && this.#open.length > 0 && this.#open[0]!.lots * left < 0) {
      const first = this.#open[0]!;
      const closed = Math.min(Math.abs(left), Math.abs(first.lots)) * Math.sign(left);
      first.lots += closed;
      left -= closed;
      if (first.lots === 0) this.#open.shift();
    }
    if (left !== 0) this.#open.push({ price, lots: left });
  }

  /** Twice an amount in ticks x lots, as money. */
  #half(twice: bigint): Money {
    return new Money(twice * 5n, this.#decimals + 1);
  }
}
