import type { OrderLog } from "../venue/order-log.ts";
import { REQUESTED } from "../result/order-timeline.ts";
import type { AmendIntent, MarketSet, OrderGateway, OrderRecord } from "@mexoms/core/internal";

/** Hands requests on to another gateway and notes them, and which markets they were for. */
export class MarkingGateway implements OrderGateway {
  readonly #gateway: OrderGateway;
  readonly #sent: MarketSet;
  readonly #logs: readonly OrderLog[];

  constructor(options: {
    gateway: OrderGateway;
    sent: MarketSet;
    /** In the order of the markets. */
    logs: readonly OrderLog[];
  }) {
    this.#gateway = options.gateway;
    this.#sent = options.sent;
    this.#logs = options.logs;
  }

  submit(orders: readonly OrderRecord[], nowNs: number): void {
    this.#gateway.submit(orders, nowNs);
    for (const order of orders) this.#note(REQUESTED.submit, order, nowNs);
  }

  cancel(orders: readonly OrderRecord[], nowNs: number): void {
    this.#gateway.cancel(orders, nowNs);
    for (const order of orders) this.#note(REQUESTED.cancel, order, nowNs);
  }

  amend(amends: readonly AmendIntent[], nowNs: number): void {
    this.#gateway.amend(amends, nowNs);
    for (const { order } of amends) this.#note(REQUESTED.amend, order, nowNs);
  }

  cancelAll(market: number, id: number, nowNs: number): void {
    this.#gateway.cancelAll(market, id, nowNs);
    this.#logs[market]!.send(REQUESTED.cancelAll, 0, nowNs);
    this.#sent.add(market);
  }

  #note(kind: number, order: OrderRecord, nowNs: number): void {
    const { market, id } = order;
    this.#logs[market]!.send(kind, id, nowNs);
    this.#sent.add(market);
  }
}
