import type { Instrument, Money, Side } from "@mexoms/core";
import { Deal, type DealOptions, type Phase } from "./deal.ts";
import type { DealPlan, PlannedLeg } from "./deal-plan.ts";
import { STAGES } from "./hedge-order.ts";
import type { Price } from "./price.ts";
import type { SavedFields } from "./saved-fields.ts";
import type { Ticket } from "./ticket.ts";
import type { Universe } from "./universe.ts";

const SIDES = ["buy", "sell"] as const;
const PHASES = ["sent", "unknown", ...STAGES, "held", "settling"] as const;
const PURPOSES = ["leg", ...STAGES] as const;

/** An open deal as JSON. Times are nanoseconds since 1970 as text, amounts are decimal text. */
export function savedDeal(deal: Deal, universe: Universe, epochNs: bigint): unknown {
  const { id, plan, ledger, tickets, path, phase, interrupted } = deal;
  const utc = (ns: number): string | null =>
    Number.isFinite(ns) ? (epochNs + BigInt(ns)).toString() : null;
  const amounts = (assets: readonly string[], units: (asset: string) => number) =>
    assets.map((asset) => ({ asset, amount: universe.amount(asset, units(asset)) }));
  return {
    id,
    plan: savedPlan(plan, universe, utc),
    net: amounts(ledger.assets, (asset) => ledger.net(asset)),
    reserve: amounts(deal.reserve.assets, (asset) => deal.reserve.of(asset)),
    cash: ledger.cash,
    bought: ledger.bought,
    residualCost: ledger.residualCost,
    tickets: tickets.map(({ instrument, dueNs, ...ticket }) => ({
      ...ticket,
      instrument: instrument.id,
      dueAt: utc(dueNs),
    })),
    path,
    phase,
    phaseEndsAt: utc(deal.phaseEndsNs),
    nextTryAt: utc(deal.nextTryNs),
    touchedAt: utc(deal.touchedNs),
    tries: deal.tries,
    toldLate: deal.toldLate,
    interrupted: { stage: interrupted.stage ?? "none", tries: interrupted.tries },
  };
}

function savedPlan(
  plan: DealPlan,
  universe: Universe,
  utc: (ns: number) => string | null,
): unknown {
  const price = ({ instrument, ticks }: Price) => ({ instrument: instrument.id, ticks });
  return {
    kind: plan.kind,
    name: plan.name,
    currency: plan.currency,
    legs: plan.legs.map(({ instrument, ...leg }) => ({ instrument: instrument.id, ...leg })),
    references: plan.references.map(({ asset, buy, sell }) => ({
      asset,
      buy: price(buy),
      sell: price(sell),
    })),
    dust: plan.dust.map((dust) => ({
      asset: dust.asset,
      amount: universe.amount(dust.asset, dust.units),
      price: dust.price,
    })),
    expectedNet: plan.expectedNet,
    expectedBps: plan.expectedBps,
    foundAt: utc(plan.foundNs),
  };
}

/**
 * A deal as it was saved, with the deadlines that it had. What became of orders that were out is not
 * known any more: they are unknown, until an answer comes or their deal is held. Legs that waited for
 * the first one are not sent any more. Throws ConfigError naming the field.
 */
export function readDeal(
  fields: SavedFields,
  options: Pick<DealOptions, "rules" | "universe"> & { readonly epochNs: bigint },
): Deal {
  const { universe, rules, epochNs } = options;
  const plan = readPlan(fields.object("plan"), universe, epochNs);
  const deal = new Deal({ id: fields.count("id"), plan, rules, universe });
  const amounts = (name: string, set: (asset: string, units: number) => void): void => {
    fields.list(name, (entry) => {
      const asset = entry.text("asset");
      set(asset, universe.unitsOf(asset, entry.money("amount")));
    });
  };
  amounts("net", (asset, units) => deal.ledger.restore(asset, units));
  amounts("reserve", (asset, units) => deal.reserve.set(asset, units));
  deal.ledger.cash = fields.money("cash");
  deal.ledger.bought = fields.money("bought");
  deal.ledger.residualCost = fields.money("residualCost");
  deal.tickets.push(...fields.list("tickets", (entry) => readTicket(entry, universe, epochNs)));
  deal.path.push(...fields.values("path").map(String));
  deal.phase = fields.oneOf("phase", PHASES) satisfies Phase;
  deal.phaseEndsNs = fields.time("phaseEndsAt", epochNs);
  deal.nextTryNs = fields.time("nextTryAt", epochNs);
  deal.touchedNs = fields.time("touchedAt", epochNs);
  deal.tries = fields.count("tries");
  if (fields.has("toldLate")) deal.toldLate = fields.count("toldLate");
  const interrupted = fields.object("interrupted");
  const stage = interrupted.oneOf("stage", ["none", ...STAGES]);
  deal.interrupted = {
    stage: stage === "none" ? undefined : stage,
    tries: interrupted.count("tries"),
  };
  return deal;
}

function readPlan(fields: SavedFields, universe: Universe, epochNs: bigint): DealPlan {
  const price = (of: SavedFields): Price => ({
    instrument: instrumentOf(of, universe),
    ticks: of.count("ticks"),
  });
  return {
    kind: fields.text("kind"),
    name: fields.text("name"),
    currency: fields.text("currency"),
    legs: fields.list("legs", (entry): PlannedLeg => ({
      instrument: instrumentOf(entry, universe),
      side: entry.oneOf("side", SIDES) satisfies Side,
      qtyLots: entry.count("qtyLots"),
      limitTicks: entry.count("limitTicks"),
      depthLots: entry.count("depthLots"),
      ...(entry.has("filledAs") && { filledAs: entry.oneOf("filledAs", ["maker", "taker"]) }),
    })),
    references: fields.list("references", (entry) => ({
      asset: entry.text("asset"),
      buy: price(entry.object("buy")),
      sell: price(entry.object("sell")),
    })),
    dust: fields.list("dust", (entry) => {
      const asset = entry.text("asset");
      const units = universe.unitsOf(asset, entry.money("amount"));
      return { asset, units, price: entry.money("price") satisfies Money };
    }),
    expectedNet: fields.money("expectedNet"),
    expectedBps: fields.number("expectedBps"),
    foundNs: fields.time("foundAt", epochNs),
  };
}

function readTicket(fields: SavedFields, universe: Universe, epochNs: bigint): Ticket {
  const state = fields.oneOf("state", ["sent", "unknown", "ended"]);
  return {
    ref: fields.count("ref"),
    instrument: instrumentOf(fields, universe),
    side: fields.oneOf("side", SIDES),
    qtyLots: fields.count("qtyLots"),
    limitTicks: fields.count("limitTicks"),
    purpose: fields.oneOf("purpose", PURPOSES),
    filledLots: fields.count("filledLots"),
    state: state === "sent" ? "unknown" : state,
    dueNs: fields.time("dueAt", epochNs),
    tradeIds: fields.values("tradeIds").map(Number),
  };
}

function instrumentOf(fields: SavedFields, universe: Universe): Instrument {
  return universe.byId(fields.text("instrument"), fields.path("instrument"));
}
