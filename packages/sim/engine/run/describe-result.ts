import { type Instrument, Money, type Params, type Position } from "@mexoms/core";
import type { MarketState, OrderRecord, Risk } from "@mexoms/core/internal";
import type {
  BacktestResult,
  FillReason,
  FillRow,
  InstrumentCharges,
  InstrumentSummary,
  OrderRow,
  RiskSummary,
} from "../result/result.ts";
import { FILL_REASONS } from "../venue/messages.ts";
import type { Assembly } from "./assembly.ts";
import { describeTimelines } from "./describe-timelines.ts";
import { describeAccounts, describeLedger } from "./describe-accounts.ts";

type Described = Omit<BacktestResult, "digest" | "outputsDigest">;

/** Turns what a run left behind into its typed result, with decimals for people. */
export function describeResult<P extends Params>(run: Assembly<P>): Described {
  const { kernel, span, sampler } = run;
  const orders = kernel.desk.all;
  const fills = describeFills(run);
  return {
    inputs: run.inputs,
    startNs: span.startNs,
    endNs: span.endNs,
    fills,
    orders: orders.map((order) => describeOrder(order, span.startNs)),
    timelines: describeTimelines(run),
    samples: sampler.finish(span.startNs),
    summary: kernel.markets.map((market) =>
      summarize({
        market,
        rows: run.rows[market.index]!,
        orders: orders.filter((order) => order.market === market.index).length,
        fills: fills.filter((fill) => fill.instrument === market.instrument.id),
        equity: sampler.equityOf(market.index),
        lastPrices: sampler.lastPrices(market.index),
        hasAccounts: kernel.accounts.given,
      }),
    ),
    accounts: describeAccounts(run),
    ledger: describeLedger(run),
    ignoredAnswers: kernel.ignored.byKind(),
    ...(run.inputs.faults === undefined ? {} : { faults: run.faultCounts.toRecord() }),
    ...(kernel.risk === undefined ? {} : { risk: describeRisk(kernel.risk, span.startNs) }),
    explained: run.digest.explained.map(({ nowNs, topic, text }) => ({
      ns: span.startNs + BigInt(nowNs),
      topic,
      text,
    })),
  };
}

function describeRisk({ denials, changes, unused }: Risk, startNs: bigint): RiskSummary {
  return {
    denials: Object.fromEntries([...denials].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    changes: changes.map(({ nowNs, state, before, reason }) => ({
      ns: startNs + BigInt(nowNs),
      state,
      before,
      reason,
    })),
    unused,
  };
}

function describeFills<P extends Params>({ kernel, fills, span }: Assembly<P>): FillRow[] {
  return fills.fills.map((fill): FillRow => {
    const order = kernel.desk.byId(fill.id);
    const { instrument } = order;
    const { position } = kernel.markets[order.market]!;
    return {
      exchNs: span.startNs + BigInt(fill.exchNs),
      localNs: span.startNs + BigInt(fill.localNs),
      orderId: fill.id,
      instrument: instrument.id,
      side: order.side,
      price: instrument.tick.format(fill.priceTicks),
      qty: instrument.lot.format(fill.lots),
      priceTicks: fill.priceTicks,
      qtyLots: fill.lots,
      leavesLots: fill.leavesLots,
      liquidity: fill.maker ? "maker" : "taker",
      reason: FILL_REASONS[fill.reason]!,
      fee: position.feeOf(
        fill.priceTicks,
        fill.lots,
        fill.maker,
        kernel.accounts.feeRate(order, fill.maker),
      ),
      ...onAccount(order),
    };
  });
}

function onAccount({ account }: OrderRecord): { readonly account?: string } {
  return account === undefined ? {} : { account };
}

function describeOrder(order: OrderRecord, startNs: bigint): OrderRow {
  const { tick, lot } = order.instrument;
  const time = (ns: number): bigint => (ns < 0 ? 0n : startNs + BigInt(ns));
  return {
    orderId: order.id,
    instrument: order.instrument.id,
    side: order.side,
    price: tick.format(order.priceTicks),
    qty: lot.format(order.qtyLots),
    filledQty: lot.format(order.filledLots),
    type: order.type,
    timeInForce: order.timeInForce,
    ...onAccount(order),
    trigger: order.triggerTicks > 0 ? tick.format(order.triggerTicks) : "",
    triggerBy: order.conditional ? order.triggerBy : "",
    trail: order.trailTicks > 0 ? tick.format(order.trailTicks) : "",
    activation: order.activationTicks > 0 ? tick.format(order.activationTicks) : "",
    displayQty: order.displayLots > 0 ? lot.format(order.displayLots) : "",
    reduceOnly: order.reduceOnly,
    expiresNs: time(order.expiresNs),
    state: order.state,
    reason: order.reason ?? "",
    submittedNs: time(order.submittedNs),
    acceptedNs: time(order.acceptedNs),
    triggeredNs: time(order.triggeredNs),
    closedNs: time(order.closedNs),
    amends: order.amends,
  };
}

function summarize(of: {
  market: MarketState;
  rows: number;
  orders: number;
  fills: readonly FillRow[];
  equity: readonly Money[];
  lastPrices: readonly [bid: number, ask: number];
  hasAccounts: boolean;
}): InstrumentSummary {
  const { instrument, position } = of.market;
  const [bid, ask] = of.lastPrices;
  const count = (reason: FillReason): number =>
    of.fills.filter((fill) => fill.reason === reason).length;
  const reasons = Object.fromEntries(FILL_REASONS.map((reason) => [reason, count(reason)]));
  return {
    instrument: instrument.id,
    settle: instrument.settle,
    rows: of.rows,
    orders: of.orders,
    fills: position.fills,
    makerFills: position.makerFills,
    fillsByReason: reasons as Record<FillReason, number>,
    volume: instrument.lot.decimal(Number(position.volumeLots())).toFixed(),
    turnover: position.turnover(),
    positionQty: quantityText(instrument, position.lots),
    maxPositionQty: quantityText(instrument, position.maxAbsLots),
    realized: position.realized(),
    unrealized: position.unrealized(bid, ask),
    fees: position.fees(),
    ...(of.hasAccounts ? { charges: chargesOf(position) } : {}),
    equity: position.equity(bid, ask),
    maxDrawdown: maxDrawdown(of.equity),
  };
}

function chargesOf(position: Position): InstrumentCharges {
  return {
    funding: position.funding(),
    liquidationFees: position.liquidationFees(),
    insurance: position.insurance(),
  };
}

function quantityText(instrument: Instrument, lots: number): string {
  return instrument.lot.decimal(lots).toFixed();
}

/** Largest fall from a peak, over the samples and the zero at the start. */
function maxDrawdown(equity: readonly Money[]): Money {
  let peak = new Money(0n, 0);
  let worst = new Money(0n, 0);
  for (const amount of equity) {
    if (amount.minus(peak).units > 0n) peak = amount;
    const fall = peak.minus(amount);
    if (fall.minus(worst).units > 0n) worst = fall;
  }
  return worst;
}
