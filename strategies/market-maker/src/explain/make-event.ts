import { formatTimestamp, type Order, type Side } from "@mexoms/core";
import type { DecisionWhy, LevelDecision } from "../lifecycle/decisions.ts";
import { profitOf } from "../inventory/profit.ts";
import type { Maker } from "../maker.ts";
import { FAIR_PROBLEMS } from "../pipeline/fair-look.ts";
import { LEFT_OUT } from "../quote/quote-generator.ts";
import type { LevelEvent, MakerEvent, OrderEvent } from "./maker-event.ts";
import { WAITS } from "./quoting-state.ts";
import { rounded, Units } from "./units.ts";
import { whyWords } from "./why-words.ts";

/** The whole of the last look and of what is open now, as values that JSON can hold. */
export function makeEvent(maker: Maker): MakerEvent {
  const { look, params, instrument, ctx } = maker;
  const units = new Units(instrument, look.fair.ticks);
  const orders = openOrders(maker);
  const whyNot = maker.reason();
  return {
    instrument: instrument.id,
    time: formatTimestamp(ctx.time),
    lookAgeMs: maker.blind ? null : rounded((ctx.nowNs - look.nowNs) / 1e6, 6),
    quoting: whyNot === "",
    reason: whyNot === "" ? openCount(orders) : whyNot,
    currency: units.currency,
    sizeUnit: units.sizeUnit,
    fair: {
      ...fairEvent(maker, units),
      method: params.fairValue,
      anchorKind: params.anchor,
    },
    spread: spreadEvent(maker, units),
    inventory: inventoryEvent(maker, units),
    rebalancing: rebalancingEvent(maker),
    profit: profitEvent(maker),
    hedge: hedgeEvent(maker),
    levels: [...levelsOf(maker, "buy", units), ...levelsOf(maker, "sell", units)],
    leftOut: {
      buy: LEFT_OUT[look.plan.buy.leftOut],
      sell: LEFT_OUT[look.plan.sell.leftOut],
    },
    orders,
    messages: {
      left: rounded(maker.keeper.decisions.budgetLeft, 3),
      short: maker.keeper.decisions.short,
    },
  };
}

function fairEvent(
  { look, blind }: Maker,
  units: Units,
): Omit<MakerEvent["fair"], "method" | "anchorKind"> {
  const { fair } = look;
  const known = !blind && fair.problem === "none";
  return {
    problem: blind || known ? null : FAIR_PROBLEMS[fair.problem],
    price: known ? units.price(fair.ticks) : null,
    own: known ? units.price(fair.ownTicks) : null,
    mid: known ? units.price(fair.midTicks) : null,
    bid: known ? units.price(fair.bidTicks) : null,
    ask: known ? units.price(fair.askTicks) : null,
    anchor: known ? units.price(fair.anchorTicks) : null,
    ageMs: blind ? null : rounded(fair.ageNs / 1e6, 3),
    imbalance: known ? rounded(fair.imbalance, 4) : null,
  };
}

function spreadEvent({ look, params }: Maker, units: Units): MakerEvent["spread"] {
  const { spread, fair } = look;
  const known = fair.problem === "none" && spread.problem === "";
  const bps = (ticks: number): number | null => (known ? units.bps(ticks) : null);
  return {
    model: params.spreadModel,
    problem: spread.problem === "" ? null : spread.problem,
    sigma: units.price(spread.sigmaTicks),
    baseBps: bps(spread.baseTicks),
    toxicityBps: bps(spread.toxicityTicks),
    depthBps: bps(spread.depthTicks),
    feeFloorBps: bps(spread.feeFloorTicks),
    adverseBps: bps(spread.adverseTicks),
    halfBps: bps(spread.halfTicks),
    limitedBy: spread.limitedBy,
    toxicity: rounded(spread.toxicity, 4),
    depthShare: rounded(spread.depthShare, 4),
    sigmaSamples: spread.sigmaSamples,
    sigmaIsStart: spread.sigmaIsStart,
    gamma: rounded(spread.gamma, 12),
    fit: {
      rate: rounded(spread.fillRate, 6),
      decay: rounded(spread.fillDecay, 9),
      r2: rounded(spread.fitR2, 4),
      newestR2: rounded(spread.newestR2, 4),
      samples: spread.fitSamples,
      ageMs: rounded(spread.fitAgeNs / 1e6, 3),
    },
  };
}

function inventoryEvent({ look }: Maker, units: Units): MakerEvent["inventory"] {
  const { inventory, fair } = look;
  return {
    position: units.size(inventory.positionLots),
    held: units.size(inventory.heldLots),
    target: units.size(inventory.targetLots),
    share: rounded(inventory.share, 4),
    shiftBps: fair.problem === "none" ? units.bps(inventory.shiftTicks) : null,
    buyFactor: rounded(inventory.buyFactor, 4),
    sellFactor: rounded(inventory.sellFactor, 4),
    buyCap: units.size(inventory.buyCapLots),
    sellCap: units.size(inventory.sellCapLots),
    buyRoom: units.size(inventory.buyRoomLots),
    sellRoom: units.size(inventory.sellRoomLots),
  };
}

function rebalancingEvent({ look, inventory: { rebalancer } }: Maker): MakerEvent["rebalancing"] {
  const { step, reachedStep, stepSpentBps, stepBudgetBps, chaseTicks } = look.inventory;
  return {
    step,
    reached: reachedStep,
    spentBps: rounded(stepSpentBps, 3),
    budgetBps: rounded(stepBudgetBps, 3),
    chaseTicks,
    waitsFor: rebalancer.waitsFor,
  };
}

function profitEvent(maker: Maker): MakerEvent["profit"] {
  const { total, realised, unrealised, fees, funding, liquidation } = maker.profit();
  return {
    currency: maker.instrument.settle,
    total: total.toString(),
    realised: realised.toString(),
    unrealised: unrealised.toString(),
    fees: fees.toString(),
    funding: funding.toString(),
    liquidation: liquidation.toString(),
  };
}

function hedgeEvent({ ctx, params }: Maker): MakerEvent["hedge"] {
  const { hedge } = params;
  if (hedge === undefined) return null;
  const position = ctx.position(hedge);
  return {
    instrument: hedge.id,
    position: hedge.lot.format(position.lots),
    sizeUnit: hedge.sizeUnit,
    currency: hedge.settle,
    profit: profitOf(position, ctx.book(hedge)).total.toString(),
  };
}

function levelsOf(maker: Maker, side: Side, units: Units): LevelEvent[] {
  const { look, keeper } = maker;
  const plan = look.plan[side];
  const decisions = keeper.decisions[side].levels;
  const open = maker.ctx.orders.open(maker.instrument);
  return Array.from({ length: plan.count }, (_, i): LevelEvent => {
    const decision = decisions[i]!;
    const ticks = plan.priceTicks[i]!;
    return {
      side,
      level: i + 1,
      price: units.price(ticks),
      size: units.size(plan.lots[i]!),
      offBps: units.bps(ticks - look.fair.ticks),
      why: whyWords(plan.why[i]!),
      decision: decision.kind,
      because: said(decision.why, decision),
      waitsFor: said(decision.waitsFor, decision),
      order: orderFor(decision, open)?.id ?? null,
      movedFrom: decision.kind === "move" ? units.price(decision.liveTicks) : null,
      gainBps: units.bps(decision.gainTicks),
      toleranceBps: units.bps(decision.toleranceTicks),
      queueValueBps: units.bps(decision.queueValueTicks),
      fillChance: rounded(decision.fillChance, 4),
      ahead: units.size(decision.aheadLots),
    };
  });
}

/** The open order that stands for a level: the one it had, or the one that was sent for it. */
function orderFor(decision: LevelDecision, open: readonly Order[]): Order | undefined {
  const { kind, sentId, orderId } = decision;
  const shown = kind === "send" || kind === "move" ? sentId : orderId;
  return open.find(({ id }) => id === shown);
}

function openOrders({ ctx, instrument, params }: Maker): OrderEvent[] {
  const of = params.hedge === undefined ? [instrument] : [instrument, params.hedge];
  return of.flatMap((each) => {
    const units = new Units(each, 1);
    return ctx.orders.open(each).map((order): OrderEvent => ({
      id: order.id,
      instrument: each.id,
      side: order.side,
      price: units.price(order.priceTicks),
      size: units.size(order.leavesLots),
      filled: units.size(order.filledLots),
      state: order.state,
      request: order.request,
      timeInForce: order.timeInForce,
    }));
  });
}

function openCount(orders: readonly OrderEvent[]): string {
  const resting = orders.filter(({ timeInForce }) => timeInForce !== "ioc");
  const count = (side: Side, name: string): string => {
    const open = resting.filter((order) => order.side === side).length;
    return `${open} ${name}${open === 1 ? "" : "s"}`;
  };
  return `${count("buy", "bid")} and ${count("sell", "ask")} are open`;
}

function said(why: DecisionWhy, { denial }: LevelDecision): string {
  return why === "denied" ? `${WAITS.denied}: ${denial}` : WAITS[why];
}
