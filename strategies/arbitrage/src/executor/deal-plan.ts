import type { Instrument, Money, Side } from "@mexoms/core";
import type { Opportunity } from "../detector/opportunity.ts";
import type { Price } from "./price.ts";

/** An order that a deal begins with, or a fill that it begins from. */
export interface PlannedLeg {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly qtyLots: number;
  readonly limitTicks: number;
  /** Lots that the book shows within the limit. */
  readonly depthLots: number;
  /** It was filled before the deal began, at `limitTicks`: the fill of a quote. */
  readonly filledAs?: "maker" | "taker";
}

/** Prices at which an asset may be bought or sold before anything is given up. */
export interface Reference {
  readonly asset: string;
  readonly buy: Price;
  readonly sell: Price;
}

/** What a deal is to do. */
export interface DealPlan {
  readonly kind: string;
  readonly name: string;
  /** Currency that its result is counted in; every residual is cleared against it. */
  readonly currency: string;
  readonly legs: readonly PlannedLeg[];
  readonly references: readonly Reference[];
  /** Dust that it takes over, in units of the asset, at a price in `currency`. */
  readonly dust: readonly {
    readonly asset: string;
    readonly units: number;
    readonly price: Money;
  }[];
  readonly expectedNet: Money;
  readonly expectedBps: number;
  readonly foundNs: number;
}

/** The plan of an opportunity. */
export function planOf(found: Opportunity): DealPlan {
  return {
    kind: found.kind,
    name: found.name,
    currency: found.currency,
    legs: found.legs.map(({ instrument, side, qtyLots, limitTicks, depthLots }) => ({
      instrument,
      side,
      qtyLots,
      limitTicks,
      depthLots,
    })),
    references: referencesOf(found.legs, found.currency),
    dust: [],
    expectedNet: found.net,
    expectedBps: found.netBps,
    foundNs: found.foundNs,
  };
}

/** References from legs that trade an asset for a currency: a side that no leg has takes the other's. */
export function referencesOf(
  legs: readonly { instrument: Instrument; side: Side; limitTicks: number }[],
  currency: string,
): Reference[] {
  const sides = new Map<string, Partial<Record<Side, Price>>>();
  for (const { instrument, side, limitTicks } of legs) {
    if (instrument.spec.quote !== currency) continue;
    const known = sides.get(instrument.spec.base) ?? {};
    sides.set(instrument.spec.base, { ...known, [side]: { instrument, ticks: limitTicks } });
  }
  return [...sides].map(([asset, { buy, sell }]) => ({
    asset,
    buy: (buy ?? sell)!,
    sell: (sell ?? buy)!,
  }));
}
