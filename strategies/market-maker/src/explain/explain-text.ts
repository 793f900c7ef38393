import type { LevelEvent, MakerEvent, OrderEvent } from "./maker-event.ts";

/** An event as lines for people. Nothing stands here that is not in the event. */
export function explainText(event: MakerEvent): string {
  const { instrument, time, quoting, reason } = event;
  const head = `${instrument} at ${time}: ${quoting ? "quoting" : "not quoting"}: ${reason}`;
  if (event.lookAgeMs === null) return head;
  const lines = [
    head,
    `last look ${event.lookAgeMs} ms ago`,
    fairLine(event),
    ...spreadLines(event),
    inventoryLine(event),
    ...rebalancingLines(event),
    profitLine(event),
    ...hedgeLines(event),
    ...sideLines(event, "buy"),
    ...sideLines(event, "sell"),
    ...orderLines(event.orders),
    `messages: ${event.messages.left} left beside the reserve for cancels, ${event.messages.short} had to wait`,
  ];
  return lines.join("\n");
}

function fairLine({ fair, currency }: MakerEvent): string {
  if (fair.problem !== null) return `fair none: ${fair.problem}; age ${fair.ageMs ?? "-"} ms`;
  const parts = [`${fair.method} ${fair.own}`];
  if (fair.method !== "mid") parts.push(`mid ${fair.mid}`);
  parts.push(`book ${fair.bid} / ${fair.ask}`);
  if (fair.anchorKind !== "none") parts.push(`anchor (${fair.anchorKind}) ${fair.anchor ?? "-"}`);
  if (fair.imbalance !== null) parts.push(`imbalance ${fair.imbalance}`);
  parts.push(`age ${fair.ageMs} ms`);
  return `fair ${fair.price} ${currency} (${parts.join(", ")})`;
}

function spreadLines({ spread, currency }: MakerEvent): string[] {
  const start = spread.sigmaIsStart ? ", startVolatility" : "";
  const sigma = `sigma ${spread.sigma ?? "-"} ${currency} per sqrt(s) (${spread.sigmaSamples} samples${start})`;
  return [halfLine(spread, sigma), ...fitLines(spread)];
}

function halfLine(spread: MakerEvent["spread"], sigma: string): string {
  const { model, halfBps } = spread;
  if (spread.problem !== null) return `  no spread (${model}): ${spread.problem} | ${sigma}`;
  if (halfBps === null) return `  no spread (${model}) without a fair value | ${sigma}`;
  const toxic = spread.toxicity === 0 ? "" : ` (${spread.toxicity})`;
  const thin = spread.depthShare === null ? "" : ` (${spread.depthShare} of the usual)`;
  const adverse = spread.adverseBps === 0 ? "" : ` (adverse selection ${spread.adverseBps})`;
  const gamma = spread.gamma === null ? "" : ` | gamma ${spread.gamma}`;
  return (
    `  half-spread ${halfBps} bps: base (${model}) ${spread.baseBps} | ` +
    `toxicity +${spread.toxicityBps}${toxic} | depth +${spread.depthBps}${thin} | ` +
    `fee floor ${spread.feeFloorBps}${adverse} | limited by ${spread.limitedBy} | ${sigma}${gamma}`
  );
}

/** What is known of how fills fall off with distance, where a model asks for it. */
function fitLines({ fit }: MakerEvent["spread"]): string[] {
  if (fit.rate === null && fit.decay === null && fit.newestR2 === null) return [];
  const age =
    fit.ageMs === null ? "given" : `fit ${fit.ageMs} ms old, R2 ${fit.r2}, newest ${fit.newestR2}`;
  const law = `${fit.rate ?? "?"}/s * e^(-${fit.decay ?? "?"} * ticks)`;
  return [`  fills ${law} (${age}, ${fit.samples} intervals)`];
}

function inventoryLine({ inventory, sizeUnit }: MakerEvent): string {
  const { position, held, target, share, shiftBps } = inventory;
  const counted = held === position ? "" : ` (${held} counted)`;
  return (
    `  inventory ${position} ${sizeUnit}${counted}, target ${target}, share ${share}: ` +
    `shift ${shiftBps ?? "-"} bps | sizes bids x${inventory.buyFactor} asks x${inventory.sellFactor} | ` +
    `may be open ${inventory.buyCap} / ${inventory.sellCap}, left ${inventory.buyRoom} / ${inventory.sellRoom}`
  );
}

function rebalancingLines({ rebalancing }: MakerEvent): string[] {
  const { step, reached, spentBps, budgetBps, chaseTicks, waitsFor } = rebalancing;
  if (budgetBps === null && reached === step) return [`  rebalancing: ${step}`];
  const parts = [step];
  if (reached !== step) parts.push(`in place of ${reached}, whose budget is spent`);
  if (budgetBps !== null) parts.push(`${spentBps} of ${budgetBps} bps spent`);
  if (chaseTicks > 0) parts.push(`${chaseTicks} ticks into the spread`);
  if (waitsFor !== "") parts.push(`waits: ${waitsFor}`);
  return [`  rebalancing: ${parts.join(", ")}`];
}

function profitLine({ profit }: MakerEvent): string {
  const rest = profit.liquidation === "0" ? "" : ` | liquidation ${profit.liquidation}`;
  return (
    `  profit ${profit.total} ${profit.currency}: realised ${profit.realised} | ` +
    `unrealised ${profit.unrealised} | fees paid ${profit.fees} | funding ${profit.funding}${rest}`
  );
}

function hedgeLines({ hedge }: MakerEvent): string[] {
  if (hedge === null) return [];
  const { instrument, position, sizeUnit, profit, currency } = hedge;
  return [`  hedge ${instrument}: ${position} ${sizeUnit}, profit ${profit} ${currency} beside it`];
}

function sideLines(event: MakerEvent, side: "buy" | "sell"): string[] {
  const name = side === "buy" ? "bid" : "ask";
  const lines = event.levels
    .filter((each) => each.side === side)
    .map((each) => levelLine(each, event));
  const left = event.leftOut[side];
  const missing = lines.length === 0 ? "none is quoted" : "further levels are not quoted";
  if (left !== "") lines.push(`${name}s: ${missing}: ${left}`);
  return lines;
}

function levelLine(level: LevelEvent, event: MakerEvent): string {
  const name = level.side === "buy" ? "bid" : "ask";
  const why = level.why.length === 0 ? "" : ` (${level.why.join(", ")})`;
  const off = level.offBps !== null && level.offBps > 0 ? `+${level.offBps}` : `${level.offBps}`;
  const target = `${name} L${level.level}  fair ${off} bps = ${level.price} x ${level.size}${why}`;
  const waits = level.waitsFor === "" ? "" : `, and waits: ${level.waitsFor}`;
  const decided = `${level.decision.toUpperCase()}: ${level.because}${waits}`;
  const order = event.orders.find(({ id }) => id === level.order);
  if (order === undefined) return `${target}; no order -> ${decided}`;
  const from = level.movedFrom === null ? "" : `moved from ${level.movedFrom} with `;
  const queue =
    level.ahead === null
      ? ""
      : `, ${from}${level.ahead} ahead, fill chance ${level.fillChance}; ` +
        `move gains ${level.gainBps} bps, tolerance ${level.toleranceBps}, queue value ${level.queueValueBps}`;
  return `${target}; live #${order.id} ${order.price} x ${order.size}${queue} -> ${decided}`;
}

function orderLines(orders: readonly OrderEvent[]): string[] {
  if (orders.length === 0) return ["no open orders"];
  return orders.map((order) => {
    const asked = order.request === "none" ? "" : `, ${order.request} not answered`;
    return (
      `open #${order.id} ${order.instrument} ${order.side} ${order.size} at ${order.price} ` +
      `${order.timeInForce} ${order.state}, ${order.filled} filled${asked}`
    );
  });
}
