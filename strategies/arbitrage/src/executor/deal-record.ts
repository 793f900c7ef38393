import { type DealRecord, Money, type Side } from "@mexoms/core";
import type { Deal } from "./deal.ts";
import { times } from "./price.ts";

/** How a deal that has nothing left to clear has ended. */
export function endOf({ plan, tickets }: Deal): DealRecord["end"] {
  const filled = tickets.filter(({ filledLots }) => filledLots > 0);
  const begun = plan.legs.some(({ filledAs }) => filledAs !== undefined);
  if (filled.length === 0 && !begun && plan.dust.length === 0) return "missed";
  if (filled.some(({ purpose }) => purpose === "unwind")) return "flat";
  const sides = new Set<Side>(filled.map(({ side }) => side));
  for (const { side, filledAs } of plan.legs) if (filledAs !== undefined) sides.add(side);
  return sides.size > 1 ? "matched" : "flat";
}

/** The record of a deal; `open` is what it still has, at what it is worth. */
export function dealRecord(of: {
  readonly deal: Deal;
  readonly end: DealRecord["end"];
  readonly endedNs: number;
  readonly open: readonly { readonly amount: Money; readonly price: Money }[];
}): DealRecord {
  const { id, plan, ledger, path } = of.deal;
  const worth = of.open.reduce(
    (sum, { amount, price }) => sum.plus(times(amount, price)),
    new Money(0n, 0),
  );
  return {
    id,
    name: plan.name,
    kind: plan.kind,
    foundNs: plan.foundNs,
    endedNs: of.endedNs,
    currency: plan.currency,
    expectedNet: plan.expectedNet.toString(),
    expectedBps: plan.expectedBps,
    realisedNet: ledger.cash.plus(worth).toString(),
    value: ledger.bought.toString(),
    residualCost: ledger.residualCost.toString(),
    end: of.end,
    legs: legsOf(of.deal),
    path: [...path],
  };
}

/** Each instrument and side that was wanted or used, with what was filled there. */
function legsOf({ plan, tickets }: Deal): DealRecord["legs"] {
  const legs = new Map<
    string,
    { -readonly [K in keyof DealRecord["legs"][0]]: DealRecord["legs"][0][K] }
  >();
  const leg = (instrument: string, side: Side) => {
    const known = legs.get(`${instrument} ${side}`);
    if (known) return known;
    const made = { instrument, side, wantedLots: 0, filledLots: 0 };
    legs.set(`${instrument} ${side}`, made);
    return made;
  };
  for (const { instrument, side, qtyLots, filledAs } of plan.legs) {
    leg(instrument.id, side).wantedLots += qtyLots;
    if (filledAs !== undefined) leg(instrument.id, side).filledLots += qtyLots;
  }
  for (const { instrument, side, filledLots } of tickets) {
    leg(instrument.id, side).filledLots += filledLots;
  }
  return [...legs.values()];
}
