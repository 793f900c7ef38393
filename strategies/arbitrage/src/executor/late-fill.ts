import { type Fill, Money } from "@mexoms/core";
import type { DealPlan, Reference } from "./deal-plan.ts";
import { referenceTo } from "./deals.ts";
import type { Look } from "./hedge-order.ts";
import type { Universe } from "./universe.ts";

/**
 * The deal that clears a fill which nobody waits for any more: exposure like any other. It is counted
 * in the currency of the deal that the order was of, or in `currency` when that is not known; what
 * the fill has moved of another one, such as bitcoin in ETH/BTC, is cleared as well.
 */
export function lateFillPlan(of: {
  readonly fill: Fill;
  readonly was: DealPlan | undefined;
  readonly universe: Universe;
  readonly look: Look;
  readonly currency: string;
  readonly nowNs: number;
}): DealPlan {
  const { fill, was } = of;
  const { instrument, side, priceTicks: ticks, qtyLots } = fill;
  const { base, quote } = instrument.spec;
  const currency = was?.currency ?? of.currency;
  const price = { instrument, ticks };
  const references = [base, quote]
    .filter((asset) => asset !== currency)
    .map((asset): Reference | undefined =>
      asset === base && quote === currency
        ? { asset, buy: price, sell: price }
        : (was?.references.find((each) => each.asset === asset) ?? quotedIn(asset, currency, of)),
    );
  return {
    kind: "late fill",
    name: `${base} late fill of order ${fill.order.id}`,
    currency,
    legs: [
      {
        instrument,
        side,
        qtyLots,
        limitTicks: ticks,
        depthLots: qtyLots,
        filledAs: fill.liquidity,
      },
    ],
    references: references.filter((each) => each !== undefined),
    dust: [],
    expectedNet: new Money(0n, 0),
    expectedBps: 0,
    foundNs: of.nowNs,
  };
}

/** At the prices of the first book that shows some. */
function quotedIn(
  asset: string,
  currency: string,
  of: { readonly universe: Universe; readonly look: Look },
): Reference | undefined {
  const on = of.universe
    .tradersOf(asset, currency)
    .find((each) => of.look.best(each, "buy") > 0 && of.look.best(each, "sell") > 0);
  return on && referenceTo(asset, on, of.look);
}
