import type { Instrument, Side } from "@mexoms/core";
import type { DealPlan } from "./deal-plan.ts";
import { otherSide, within, worseTicks } from "./price.ts";
import type { DealRules } from "./rules.ts";
import type { Universe } from "./universe.ts";

/** Steps of clearing a residual, in their order. */
export const STAGES = ["rehedge", "other venue", "unwind"] as const;
export type Stage = (typeof STAGES)[number];

/** Best prices as they reached us. */
export interface Look {
  /** Best price in ticks of a side of the book; NaN while the book is not valid. */
  best(instrument: Instrument, bookSide: Side): number;
}

/** What an order to clear a residual is chosen from. */
export interface HedgeCase {
  readonly plan: DealPlan;
  readonly rules: DealRules;
  readonly universe: Universe;
  readonly look: Look;
}

export interface HedgeOrder {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly qtyLots: number;
  readonly limitTicks: number;
}

/** Instruments that may clear a residual at a stage. */
export function hedgeInstruments(
  { plan, universe }: HedgeCase,
  asset: string,
  side: Side,
  stage: Stage,
): readonly Instrument[] {
  const traders = universe.tradersOf(asset, plan.currency);
  const onSide = (wanted: Side): Instrument[] =>
    traders.filter((each) =>
      plan.legs.some((leg) => leg.instrument === each && leg.side === wanted),
    );
  const [missing, filled] = [onSide(side), onSide(otherSide(side))];
  if (stage === "rehedge") return plan.legs.length === 0 ? traders : missing;
  if (stage === "unwind") return filled.length > 0 ? filled : traders;
  return traders.filter((each) => !missing.includes(each) && !filled.includes(each));
}

/**
 * The order that clears a residual at a stage, on the instrument with the best price; undefined while
 * no book shows a price within the limit, or the rest is too small for each of them.
 */
export function hedgeOrder(
  of: HedgeCase,
  asset: string,
  units: number,
  stage: Stage,
): HedgeOrder | undefined {
  const side: Side = units > 0 ? "sell" : "buy";
  const reference = of.plan.references.find((each) => each.asset === asset);
  if (reference === undefined) return undefined;
  const unwinds = stage === "unwind";
  const price = reference[unwinds ? otherSide(side) : side];
  const rate = unwinds ? of.rules.unwindRate : of.rules.rehedgeRate;
  let chosen: HedgeOrder | undefined;
  let chosenPrice = Number.NaN;
  for (const instrument of hedgeInstruments(of, asset, side, stage)) {
    const limitTicks = worseTicks(price, side, rate, instrument);
    const bestTicks = of.look.best(instrument, otherSide(side));
    if (!within(side, bestTicks, limitTicks)) continue;
    const qtyLots = wholeLots(of.universe, instrument, units);
    if (instrument.refusal(limitTicks, qtyLots) !== undefined) continue;
    // Which price is better is a choice between books, not an amount: doubles will do.
    const best = instrument.tick.float(bestTicks);
    if (chosen && !(side === "buy" ? best < chosenPrice : best > chosenPrice)) continue;
    chosen = { instrument, side, qtyLots, limitTicks };
    chosenPrice = best;
  }
  return chosen;
}

/** Whether a residual is too small for an order on any instrument that it is cleared on. */
export function isDust(of: HedgeCase, asset: string, units: number): boolean {
  if (units === 0) return true;
  const { universe, plan, look } = of;
  const reference = plan.references.find((each) => each.asset === asset);
  const side: Side = units > 0 ? "sell" : "buy";
  return universe.clearersOf(asset, plan.currency).every((instrument) => {
    const lots = wholeLots(universe, instrument, units);
    if (lots < instrument.minLots) return true;
    const best = look.best(instrument, otherSide(side));
    const known = reference && worseTicks(reference[side], "buy", 0, instrument);
    const ticks = Number.isNaN(best) ? (known ?? instrument.minPriceFor(lots)) : best;
    return instrument.refusal(ticks, lots) !== undefined;
  });
}

function wholeLots(universe: Universe, instrument: Instrument, units: number): number {
  const lots = Math.floor(Math.abs(units) / universe.lotUnits(instrument));
  return Math.min(lots, instrument.maxLots);
}
