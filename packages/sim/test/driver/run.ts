import {
  defineStrategy,
  type Fill,
  type Handlers,
  instrument,
  type Order,
  type OrderChange,
  type OrderIntent,
  type Params,
  type Strategy,
  type StrategyContext,
} from "@mexoms/core";
import {
  type AccountConfig,
  type BacktestResult,
  constantLatency,
  type LatencyModel,
  parseExchangeModel,
  parseQueueModel,
  runBacktest,
  type RunOptions,
  type Tape,
} from "@mexoms/sim/engine";
import { BTC } from "./tape.ts";

export interface Setup {
  /** Entry and response in nanoseconds, or a model. 10 and 20 unless given. */
  readonly latency?: readonly [entryNs: number, responseNs: number] | LatencyModel;
  readonly queue?: string;
  readonly exchange?: "no-partial" | "partial";
  readonly seed?: number;
  readonly sampleNs?: number;
  readonly accounts?: readonly AccountConfig[];
  readonly rules?: RunOptions<Params>["rules"];
  readonly faults?: RunOptions<Params>["faults"];
  readonly risk?: RunOptions<Params>["risk"];
}

/** Runs what `start` does on some tapes. */
export function run(
  tapes: Tape | readonly Tape[],
  start: (ctx: StrategyContext) => Handlers | void,
  setup: Setup = {},
): BacktestResult {
  return runBacktest(runOptions(tapes, start, setup));
}

export function runOptions(
  tapes: Tape | readonly Tape[],
  start: (ctx: StrategyContext) => Handlers | void,
  setup: Setup = {},
): RunOptions<Params> {
  const latency = setup.latency ?? [10, 20];
  return {
    strategy: strategyOf(start),
    codeDigest: "test",
    params: {},
    tapes: "digest" in tapes ? [tapes] : tapes,
    latency:
      "name" in latency
        ? latency
        : constantLatency({ entryNs: latency[0], responseNs: latency[1] }),
    queue: parseQueueModel(setup.queue ?? "risk"),
    exchange: parseExchangeModel(setup.exchange ?? "no-partial"),
    accounts: setup.accounts,
    seed: setup.seed ?? 1,
    end: "last-row",
    sampleNs: setup.sampleNs ?? 3600e9,
    rules: setup.rules,
    faults: setup.faults,
    risk: setup.risk,
  };
}

export function strategyOf(start: (ctx: StrategyContext) => Handlers | void): Strategy {
  return defineStrategy<Params>({
    name: "test-strategy",
    params: { instrument: instrument() },
    start,
  });
}

/** What is done at which time. */
export type Plan = readonly (readonly [ns: number, act: (ctx: StrategyContext) => void])[];

export interface Planned {
  readonly result: BacktestResult;
  readonly fills: string[];
  /** What the strategy was told of its orders, as "time: order state change". */
  readonly told: string[];
}

/** Runs a plan and notes all fills and answers as readable lines. */
export function runPlan(tapes: Tape | readonly Tape[], plan: Plan, setup: Setup = {}): Planned {
  const told: string[] = [];
  const result = run(
    tapes,
    (ctx) => {
      for (const [ns, act] of plan) ctx.after(ns, () => act(ctx));
      return {
        order: (order: Order, change: OrderChange) => {
          told.push(`${ctx.nowNs}: ${order.id} ${change}`);
        },
        fill: (fill: Fill) => {
          told.push(`${ctx.nowNs}: ${fill.order.id} fill of ${fill.qtyLots}`);
        },
      };
    },
    setup,
  );
  return { result, told, fills: fillLines(result) };
}

/** Fills as "order side lots@ticks liquidity reason, venue time > our time", leaves in brackets. */
export function fillLines(result: BacktestResult): string[] {
  return result.fills.map((fill) => {
    const [exch, local] = [fill.exchNs - result.startNs, fill.localNs - result.startNs];
    const what = `${fill.orderId} ${fill.side} ${fill.qtyLots}@${fill.priceTicks}`;
    return `${what} [${fill.leavesLots}] ${fill.liquidity} ${fill.reason} ${exch}>${local}`;
  });
}

/** Lines of fills without their times. */
export function untimed(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/ \d+>\d+$/, ""));
}

/** A step of a plan that sends an order. */
export function send(
  side: "buy" | "sell",
  priceTicks: number,
  qtyLots: number,
  more: Partial<OrderIntent> = {},
): (ctx: StrategyContext) => void {
  return (ctx) => {
    ctx.orders.submit({
      instrument: BTC,
      side,
      priceTicks,
      qtyLots,
      timeInForce: "gtc",
      ...more,
    });
  };
}

/** The order with a place among the open ones. */
export function openOrder(ctx: StrategyContext, at = 0): Order {
  const order = ctx.orders.open(BTC)[at];
  if (!order) throw new Error(`no open order ${at}`);
  return order;
}
