import {
  type AmendIntent,
  type OrderGateway,
  type OrderRecord,
  SELF_TRADE_MODES,
} from "@mexoms/core/internal";
import {
  BY_LAST,
  BY_MID,
  BY_QUOTE,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
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

/** A venue knows gtd as gtc with an expiry. */
const TIF_CODES = {
  gtc: TIF_GTC,
  gtd: TIF_GTC,
  "post-only": TIF_POST_ONLY,
  ioc: TIF_IOC,
  fok: TIF_FOK,
} as const;
const TYPE_CODES = {
  limit: TYPE_LIMIT,
  market: TYPE_MARKET,
  stop: TYPE_MARKET,
  "stop-limit": TYPE_LIMIT,
  "trailing-stop": TYPE_MARKET,
} as const;
const TRIGGER_CODES = { last: BY_LAST, quote: BY_QUOTE, mid: BY_MID } as const;

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
  /** How many requests of the message that is being sent each account has. */
  readonly #batches = new Map<VenueAccount, number>();

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

  submit(orders: readonly OrderRecord[], nowNs: number): void {
    if (this.#batches.size > 0) this.#batches.clear();
    for (const order of orders) {
      this.#draft(REQUEST_SUBMIT, order, order.priceTicks, order.qtyLots);
      this.#send(order.market, order.account, orders.length === 1, nowNs);
    }
  }

  cancel(orders: readonly OrderRecord[], nowNs: number): void {
    if (this.#batches.size > 0) this.#batches.clear();
    for (const order of orders) {
      this.#draft(REQUEST_CANCEL, order, order.priceTicks, order.leavesLots);
      this.#send(order.market, order.account, orders.length === 1, nowNs);
    }
  }

  amend(amends: readonly AmendIntent[], nowNs: number): void {
    if (this.#batches.size > 0) this.#batches.clear();
    for (const { order, to } of amends) {
      const draft = this.#draft(REQUEST_AMEND, order, to.priceTicks, to.qtyLots);
      draft[REQUEST.triggerTicks] = to.triggerTicks ?? 0;
      this.#send(order.market, order.account, amends.length === 1, nowNs);
    }
  }

  cancelAll(market: number, id: number, nowNs: number): void {
    if (this.#batches.size > 0) this.#batches.clear();
    const { draft } = this.#routes[market]!.market.requests;
    draft.fill(0);
    draft[REQUEST.kind] = REQUEST_CANCEL_ALL;
    draft[REQUEST.orderId] = id;
    this.#send(market, undefined, true, nowNs);
  }

  #draft(kind: number, order: OrderRecord, priceTicks: number, qtyLots: number): Float64Array {
    const { draft } = this.#routes[order.market]!.market.requests;
    draft.fill(0);
    draft[REQUEST.kind] = kind;
    draft[REQUEST.orderId] = order.id;
    draft[REQUEST.side] = order.sideIndex;
    draft[REQUEST.priceTicks] = priceTicks;
    draft[REQUEST.qtyLots] = qtyLots;
    draft[REQUEST.timeInForce] = TIF_CODES[order.timeInForce];
    draft[REQUEST.type] = TYPE_CODES[order.type];
    draft[REQUEST.selfTrade] =
      order.selfTrade === undefined ? 0 : SELF_TRADE_MODES.indexOf(order.selfTrade) + 1;
    draft[REQUEST.triggerTicks] = order.triggerTicks;
    draft[REQUEST.trailTicks] = order.trailTicks;
    draft[REQUEST.displayLots] = order.displayLots;
    draft[REQUEST.reduceOnly] = order.reduceOnly ? 1 : 0;
    draft[REQUEST.expiresNs] = Math.max(0, order.expiresNs);
    draft[REQUEST.triggerBy] = TRIGGER_CODES[order.triggerBy];
    draft[REQUEST.activationTicks] = order.activationTicks;
    return draft;
  }

  /** Sends what was drafted for a market, behind what this message has for its account already. */
  #send(marketIndex: number, name: string | undefined, isAlone: boolean, nowNs: number): void {
    const { market, accountIndex: usual } = this.#routes[marketIndex]!;
    const accountIndex = name === undefined ? usual : this.#byName.get(name)!;
    const account = this.#accounts[accountIndex]!;
    const place = isAlone ? 0 : (this.#batches.get(account) ?? 0);
    if (!isAlone) this.#batches.set(account, place + 1);
    const { draft } = market.requests;
    draft[REQUEST.account] = accountIndex;
    draft[REQUEST.batch] = place;
    account.connection.send(market.requests, market.answers, nowNs);
  }
}
