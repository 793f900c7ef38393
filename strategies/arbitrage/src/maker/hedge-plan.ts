import { type Fill, type Instrument, Money } from "@mexoms/core";
import type { DealPlan } from "../executor/deal-plan.ts";
import type { Look } from "../executor/hedge-order.ts";
import { priceMoney, times, valueOf } from "../executor/price.ts";
import type { FeeRates, Universe } from "../executor/universe.ts";
import { quoteRatio, quoteTicks } from "./maker-price.ts";

export const MAKING = "cross-venue-making";

/**
 * The deal that hedges one fill of a quote, with the dust that is carried of its asset. Its first
 * order goes out up to `rehedge` (a proportion) worse than where both together earn `profit`.
 */
export function hedgePlan(of: {
  readonly fill: Fill;
  readonly taker: Instrument;
  readonly dust: DealPlan["dust"];
  readonly universe: Universe;
  readonly look: Look;
  /** Proportions: what a quote must earn to stay, and how much worse the hedge may be. */
  readonly profit: number;
  readonly rehedge: number;
  readonly nowNs: number;
}): DealPlan {
  const { fill, taker, dust, universe } = of;
  const { instrument: maker, priceTicks, qtyLots } = fill;
  const sign = fill.side === "buy" ? 1 : -1;
  const { base, quote } = maker.spec;
  const dustUnits = dust.reduce((sum, { units }) => sum + units, 0);
  const units = sign * qtyLots * universe.lotUnits(maker) + dustUnits;
  const side = units > 0 ? "sell" : "buy";
  const fair = fairTicks(fill, taker, of);
  const worse = side === "sell" ? 1 - of.rehedge : 1 + of.rehedge;
  const limit = side === "sell" ? Math.ceil(fair * worse) : Math.floor(fair * worse);
  const lots = Math.floor(Math.abs(units) / universe.lotUnits(taker));
  const filled = { instrument: maker, ticks: priceTicks };
  const hedged = { instrument: taker, ticks: fair };
  const legs: DealPlan["legs"] = [
    {
      instrument: maker,
      side: fill.side,
      qtyLots,
      limitTicks: priceTicks,
      depthLots: qtyLots,
      filledAs: fill.liquidity,
    },
    { instrument: taker, side, qtyLots: lots, limitTicks: limit, depthLots: lots },
  ];
  const bought = fill.side === "buy";
  return {
    kind: MAKING,
    name: `${base} ${maker.id} hedged at ${taker.id}, order ${fill.order.id} trade ${fill.tradeId}`,
    currency: quote,
    legs,
    references: [{ asset: base, buy: bought ? filled : hedged, sell: bought ? hedged : filled }],
    dust,
    ...expected(fill, taker, lots, of),
    foundNs: of.nowNs,
  };
}

/** Price of the hedge at which the fill and it together earn a profit after their fees. */
function fairTicks(
  fill: Fill,
  taker: Instrument,
  { universe, profit }: { readonly universe: Universe; readonly profit: number },
): number {
  const { instrument, priceTicks, side, liquidity } = fill;
  const rate = universe.feeRate(instrument, liquidity);
  const price = instrument.tick.float(priceTicks);
  const tick = taker.tick.float(1);
  const [paid, fee] = [rate.fraction, universe.feeRate(taker, "taker").fraction];
  return side === "buy"
    ? Math.ceil((price * (1 + paid) * (1 + profit)) / (1 - fee) / tick)
    : Math.floor((price * (1 - paid)) / ((1 + fee) * (1 + profit)) / tick);
}

/** What the fill and its hedge at the best price seen would earn, on the part that is hedged. */
function expected(
  fill: Fill,
  taker: Instrument,
  lots: number,
  of: { readonly universe: Universe; readonly look: Look },
): Pick<DealPlan, "expectedNet" | "expectedBps"> {
  const { instrument, side, priceTicks, qtyLots, liquidity } = fill;
  const best = of.look.best(taker, side);
  if (!(best > 0) || lots === 0) return { expectedNet: new Money(0n, 0), expectedBps: 0 };
  const hedged = valueOf(taker, best, lots);
  const amount = of.universe.amount(taker.spec.base, lots * of.universe.lotUnits(taker));
  const filled = times(amount, priceMoney({ instrument, ticks: priceTicks }));
  const [sold, paid] = side === "buy" ? [hedged, filled] : [filled, hedged];
  const fees = of.universe
    .feeOf(instrument, priceTicks, qtyLots, liquidity)
    .plus(of.universe.feeOf(taker, best, lots, "taker"));
  const expectedNet = sold.minus(paid).minus(fees);
  return { expectedNet, expectedBps: (expectedNet.toNumber() / paid.toNumber()) * 10_000 };
}

/** The instrument whose best price is the best one to hedge a fill at; undefined without any. */
export function bestTaker(
  fill: Pick<Fill, "instrument" | "side">,
  takers: readonly Instrument[],
  look: Look,
  feeRate: FeeRates,
): Instrument | undefined {
  let best: Instrument | undefined;
  let bestTicks = Number.NaN;
  for (const taker of takers) {
    const hedgeTicks = look.best(taker, fill.side);
    // What a quote could cost there is what makes prices of different fees comparable.
    const maker = fill.instrument;
    const ratio = quoteRatio({ side: fill.side, maker, taker, profit: 0, feeRate });
    const ticks = quoteTicks(fill.side, hedgeTicks, ratio);
    const isBetter = fill.side === "buy" ? ticks > bestTicks : ticks < bestTicks;
    if (Number.isNaN(ticks) || (best && !isBetter)) continue;
    best = taker;
    bestTicks = ticks;
  }
  return best;
}
