import {
  defineStrategy,
  Instrument,
  instrument,
  type Params,
  type RiskConfig,
  type StrategyContext,
} from "@mexoms/core";
import {
  type AccountOptions,
  AMOUNT_DECIMALS,
  bindParams,
  BUY,
  Kernel,
  OrderRecord,
  parseRisk,
  type Risk,
  SEEN_BOOK,
  SEEN_TRADE,
  SELL,
} from "@mexoms/core/internal";
import type { Decision, DecisionCase } from "./decision-case.ts";

const INSTRUMENTS = 10;
const ORDERS_EACH = 20;
const BID = 60_000;

/** Every limit that there is, wide enough for what is open; each scope has some of the same. */
const LIMITS = {
  orderNotional: "100000USDT",
  orderQty: "1BTC",
  priceCollar: "2%",
  tradeCollar: "2%",
  depthShare: "50% of 10 levels",
  crossing: "5bps",
  duplicateWithin: "100ms",
  selfCross: "deny",
  bookAge: "5s",
  position: "10000000USDT",
  netPosition: "10000000USDT",
  positionQty: "100BTC",
  orderRate: "100000/1s",
  cancelRate: "100000/1s",
  messageRate: "100000/1s, 20% for cancels",
  orderToTrade: "100 after 100000",
  rejectsInARow: "10 for 30s",
} as const;
const CONFIG: RiskConfig = {
  currency: "USDT",
  count: {},
  resetAt: "00:00",
  lookEvery: "1s",
  thresholds: { warn: ["50%", "75%"], reduceOnly: "90%", halt: "100%" },
  strategy: { ...LIMITS, dailyLoss: "1000USDT", drawdown: "1000USDT", hourLoss: "1000USDT" },
  global: LIMITS,
  venues: { bench: LIMITS },
  instruments: { "*": { ...LIMITS, dailyVolume: "20000BTC", volumeShare: "1%" } },
  assets: {
    "*": { position: LIMITS.position, netPosition: LIMITS.netPosition, netQty: "1000BTC" },
  },
  accounts: {
    main: {
      marginUse: "60%",
      liquidationDistance: "5%",
      borrowed: "1000USDT",
      fundingPaid: "1000USDT",
      minBalance: "1USDT",
    },
  },
};

/** An account with a position in every instrument, told before any order. */
function account(count: number): AccountOptions {
  const usdt = 10n ** BigInt(AMOUNT_DECIMALS + 6);
  const balance = { total: usdt, held: 0n, free: usdt, borrowed: 0n, interest: 0n };
  const amounts = { cost: 0n, margin: 0n, maintenance: 1n, funding: 0n };
  const charges = { liquidationFees: 0n, insurance: 0n };
  const markets = Array.from({ length: count }, (_, m) => m);
  const positions = markets.map((market) => ({
    market,
    lots: 5,
    leverage: "10",
    liquidationTicks: 5 * BID,
    ...amounts,
    ...charges,
  }));
  const balances = [{ currency: "USDT", ...balance }];
  const opening = { version: 0, balances, positions };
  return { name: "main", venue: "bench", kind: "futures", markets, opening, fees: new Map() };
}

function instruments(): Instrument[] {
  return Array.from(
    { length: INSTRUMENTS },
    (_, i) =>
      new Instrument({
        venue: "bench",
        market: "swap",
        symbol: `BTC${i}USDT`,
        base: "BTC",
        quote: "USDT",
        payoff: "linear",
        contractSize: "1",
        tickSize: "0.1",
        lotSize: "0.001",
        makerFee: "1bps",
        takerFee: "5bps",
      }),
  );
}

/** A kernel with 200 open orders and a position in each of 10 instruments. */
function openKernel(): { kernel: Kernel; ctx: StrategyContext; all: readonly Instrument[] } {
  const all = instruments();
  let ctx: StrategyContext | undefined;
  const strategy = defineStrategy<Params>({
    name: "bench",
    params: { instrument: instrument() },
    start: (given) => void (ctx = given),
  });
  const nothing = (): void => {};
  const kernel = new Kernel({
    instruments: all,
    strategy,
    params: bindParams({ params: strategy.params, given: {}, instruments: all }).values,
    seed: 1,
    epochNs: 0n,
    accounts: [account(all.length)],
    gateway: { submit: nothing, cancel: nothing, amend: nothing, cancelAll: nothing },
    observer: { intent: nothing, cancelAll: nothing, answer: nothing, explain: nothing },
    bookIncludesOwn: false,
    risk: parseRisk(CONFIG),
  });
  kernel.start(0);
  let now = 0;
  for (const market of kernel.markets) {
    for (let level = 0; level < 20; level++) {
      market.book.set(BUY, 10 * (BID - level), 1000);
      market.book.set(SELL, 10 * (BID + 1 + level), 1000);
    }
    market.seen[SEEN_BOOK] = 0;
    market.seen[SEEN_TRADE] = 10 * BID;
  }
  for (const of of all) {
    for (let n = 0; n < ORDERS_EACH; n++) {
      kernel.advance((now += 1e6));
      const buys = n % 2 === 0;
      const side = buys ? "buy" : "sell";
      const priceTicks = 10 * BID + (buys ? -10 * (n + 1) : 10 * (n + 2));
      const qtyLots = 10 + n;
      const intent = { instrument: of, side, priceTicks, qtyLots, timeInForce: "gtc" } as const;
      const order = ctx!.orders.submit(intent);
      if (order.closed) throw new Error(`the bench's own orders must pass: ${order.reason}`);
      kernel.accepted(order.id, 1);
      if (n === 0) kernel.filled(order.id, 2, priceTicks, 5, true);
    }
  }
  return { kernel, ctx: ctx!, all };
}

/** An order that is checked and never sent: one that passes, or one that meets an own order. */
function candidate(of: Instrument, market: number, passes: boolean): OrderRecord {
  return new OrderRecord({
    id: 1_000_000,
    instrument: of,
    market,
    sideIndex: BUY,
    type: "limit",
    timeInForce: passes ? "gtc" : "ioc",
    priceTicks: 10 * BID + (passes ? 0 : 100),
    qtyLots: 7,
    nowNs: 0,
  });
}

function prepare(): Decision {
  const { kernel, all } = openKernel();
  const risk: Risk = kernel.risk!;
  const orders = all.flatMap((of, m) => [candidate(of, m, true), candidate(of, m, false)]);
  let order = orders[0]!;
  let passed = 0;
  let denied = 0;
  let now = kernel.nowNs;
  return {
    change(turn) {
      kernel.advance((now += 1000));
      order = orders[turn % orders.length]!;
      const market = kernel.markets[order.market]!;
      // The best level comes and goes, as prices do.
      market.book.set(SELL, 10 * BID + 5, turn % 3 === 0 ? 0 : 100);
      market.seen[SEEN_BOOK] = now;
    },
    decide() {
      if (risk.passesOrder(order, false)) passed += 1;
      else denied += 1;
    },
    outcome: () => `${passed} passed, ${denied} denied, the last by ${risk.gate.finding.code}`,
  };
}

export const RISK_CHECK: DecisionCase = {
  name: "risk-check",
  question: "one order, every limit set, 200 open orders over 10 instruments",
  limitNs: 50_000,
  aimNs: 1_000,
  prepare,
};
