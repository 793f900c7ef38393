import type { AmendIntent, OrderGateway, OrderRecord } from "@mexoms/core/internal";
import { REQUEST, REQUEST_AMEND, REQUEST_CANCEL, REQUEST_SUBMIT } from "../venue/messages.ts";
import type { VenueAccount } from "../venue/venue-account.ts";
import type { VenueMarket } from "../venue/venue-market.ts";
import { draftCancelAll, draftRequest } from "./request-draft.ts";

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
    draftCancelAll(this.#routes[market]!.market.requests.draft, 0, id);
    this.#send(market, undefined, true, nowNs);
  }

  #draft(kind: number, order: OrderRecord, priceTicks: number, qtyLots: number): Float64Array {
    const { draft } = this.#routes[order.market]!.market.requests;
    draftRequest(draft, 0, kind, order, priceTicks, qtyLots);
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
