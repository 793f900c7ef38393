import type { SelfTradeMode } from "@mexoms/core";
import type { VenueRequest } from "../venue/venue-request.ts";

/** What the rules need to know of a market at the moment of a request. */
export interface MarketFacts {
  /** Best bid and ask at the venue in ticks, 0 for a side that is empty. */
  readonly bidTicks: number;
  readonly askTicks: number;
  /** Orders of an account that rest or wait here. */
  openOrders(account: number): number;
}

/** What a venue's rules say to requests on one instrument. */
export interface MarketRules {
  /** Whether an amend to the same price and no larger size keeps the order's place in the queue. */
  readonly amendKeepsPlace: boolean;
  /** Whether a new post-only order that would take is rejected; otherwise it expires. */
  readonly rejectsPostOnly: boolean;
  /** 0 when the venue takes the request, otherwise the code of the reason (see REJECTIONS). */
  check(request: VenueRequest, atNs: number, facts: MarketFacts): number;
  /** The price an order gets: its own, or the nearest that the venue allows where it adjusts. */
  priceFor(request: VenueRequest, facts: MarketFacts): number;
  /** What happens when the order meets one of the same account; undefined: such trades are not seen. */
  selfTrade(request: VenueRequest): SelfTradeMode | undefined;
}

/** A market that takes every request, as in hftbacktest. */
export const openRules: MarketRules = {
  amendKeepsPlace: true,
  rejectsPostOnly: false,
  check: () => 0,
  priceFor: (request) => request.priceTicks,
  selfTrade: () => undefined,
};
