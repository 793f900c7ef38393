import type { Book, MarketSet } from "@mexoms/core/internal";
import type { AccountMarkets } from "../account/account-markets.ts";
import { REQUEST, REQUEST_EVENT } from "../venue/messages.ts";
import type { VenueMarket } from "../venue/venue-market.ts";
import type { VenueRequest } from "../venue/venue-request.ts";

/** The markets of a run as its accounts reach them. */
export class VenueFloor implements AccountMarkets {
  readonly epochNs: bigint;
  readonly #markets: readonly VenueMarket[];
  readonly #endNs: number;
  readonly #sent: MarketSet;
  #venueOrders = 0;

  /** `markets` may be filled after the accounts are made, and before the run. */
  constructor(options: {
    epochNs: bigint;
    markets: readonly VenueMarket[];
    endNs: number;
    /** Where it notes the markets at which it schedules something. */
    sent: MarketSet;
  }) {
    this.epochNs = options.epochNs;
    this.#markets = options.markets;
    this.#endNs = options.endNs;
    this.#sent = options.sent;
  }

  book(market: number): Book {
    return this.#markets[market]!.book;
  }

  worstTicks(market: number, order: VenueRequest): number {
    return this.#markets[market]!.accountDesk.worstTicks(order);
  }

  schedule(of: { market: number; account: number; event: number; atNs: number }): void {
    // Nothing happens after the data: what is scheduled must not keep a run alive.
    if (of.atNs > this.#endNs) return;
    const { requests } = this.#markets[of.market]!;
    const { draft } = requests;
    draft.fill(0);
    draft[REQUEST.kind] = REQUEST_EVENT;
    draft[REQUEST.account] = of.account;
    draft[REQUEST.event] = of.event;
    requests.push(of.atNs);
    this.#sent.add(of.market);
  }

  tell(market: number, account: number, atNs: number): void {
    this.#markets[market]!.accountDesk.tell(account, atNs);
  }

  cancelAll(market: number, account: number, atNs: number): void {
    this.#markets[market]!.accountDesk.cancelAll(account, atNs);
  }

  closeOut(of: {
    market: number;
    account: number;
    side: number;
    lots: number;
    atNs: number;
  }): void {
    this.#venueOrders += 1;
    this.#markets[of.market]!.accountDesk.closeOut({ ...of, orderId: -this.#venueOrders });
  }
}
