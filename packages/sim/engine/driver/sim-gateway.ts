import { type OrderGateway, type OrderRecord, SELF_TRADE_MODES } from "@mexoms/core/internal";
import {
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
  TIF_FOK,
  TIF_GTC,
  TIF_IOC,
  TIF_POST_ONLY,
  TYPE_LIMIT,
  TYPE_MARKET,
} from "../venue/messages.ts";
import type { VenueAccount } from "../venue/venue-account.ts";
import type { VenueMarket } from "../venue/venue-market.ts";

const TIF_CODES = {
  gtc: TIF_GTC,
  "post-only": TIF_POST_ONLY,
  ioc: TIF_IOC,
  fok: TIF_FOK,
} as const;
const TYPE_CODES = { limit: TYPE_LIMIT, market: TYPE_MARKET } as const;

/** Where a kernel's orders of one instrument go: its market at the venue, and an account there. */
export interface OrderRoute {
  readonly market: VenueMarket;
  /** Index of the account for orders that name none. */
  readonly accountIndex: number;
}

/** Sends a kernel's intents to simulated venues, each on the connection of its account. */
export class SimGateway implements OrderGateway {
  readonly #routes: readonly OrderRoute[];
  readonly #accounts: readonly VenueAccount[];
  readonly #byName: ReadonlyMap<string, number>;

  constructor(options: {
    /** In the order of the kernel's markets. */
    routes: readonly OrderRoute[];
    /** By the index that requests carry. */
    accounts: readonly VenueAccount[];
    /** Names of the first of them. */
    names: readonly string[];
  }) {
    this.#routes = options.routes;
    this.#accounts = options.accounts;
    this.#byName = new Map(options.names.map((name, index) => [name, index]));
  }

  submit(order: OrderRecord, nowNs: number): void {
    this.#send(REQUEST_SUBMIT, order, order.priceTicks, order.qtyLots, nowNs);
  }

  cancel(order: OrderRecord, nowNs: number): void {
    this.#send(REQUEST_CANCEL, order, order.priceTicks, order.leavesLots, nowNs);
  }

  amend(order: OrderRecord, priceTicks: number, qtyLots: number, nowNs: number): void {
    this.#send(REQUEST_AMEND, order, priceTicks, qtyLots, nowNs);
  }

  #send(
    kind: number,
    order: OrderRecord,
    priceTicks: number,
    qtyLots: number,
    nowNs: number,
  ): void {
    const { market, accountIndex } = this.#routes[order.market]!;
    const account = order.account === undefined ? accountIndex : this.#byName.get(order.account)!;
    const { draft } = market.requests;
    draft.fill(0);
    draft[REQUEST.kind] = kind;
    draft[REQUEST.orderId] = order.id;
    draft[REQUEST.account] = account;
    draft[REQUEST.side] = order.sideIndex;
    draft[REQUEST.priceTicks] = priceTicks;
    draft[REQUEST.qtyLots] = qtyLots;
    draft[REQUEST.timeInForce] = TIF_CODES[order.timeInForce];
    draft[REQUEST.type] = TYPE_CODES[order.type];
    draft[REQUEST.selfTrade] =
      order.selfTrade === undefined ? 0 : SELF_TRADE_MODES.indexOf(order.selfTrade) + 1;
    this.#accounts[account]!.connection.send(market.requests, market.answers, nowNs);
  }
}
