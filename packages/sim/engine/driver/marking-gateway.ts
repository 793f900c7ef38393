import type { AmendIntent, MarketSet, OrderGateway, OrderRecord } from "@mexoms/core/internal";

/** Hands requests on to another gateway and notes which markets they were for. */
export class MarkingGateway implements OrderGateway {
  readonly #gateway: OrderGateway;
  readonly #sent: MarketSet;

  constructor(gateway: OrderGateway, sent: MarketSet) {
    this.#gateway = gateway;
    this.#sent = sent;
  }

  submit(orders: readonly OrderRecord[], nowNs: number): void {
    this.#gateway.submit(orders, nowNs);
    for (const order of orders) this.#sent.add(order.market);
  }

  cancel(orders: readonly OrderRecord[], nowNs: number): void {
    this.#gateway.cancel(orders, nowNs);
    for (const order of orders) this.#sent.add(order.market);
  }

  amend(amends: readonly AmendIntent[], nowNs: number): void {
    this.#gateway.amend(amends, nowNs);
    for (const { order } of amends) this.#sent.add(order.market);
  }

  cancelAll(market: number, id: number, nowNs: number): void {
    this.#gateway.cancelAll(market, id, nowNs);
    this.#sent.add(market);
  }
}
