import type { MarketSet, OrderGateway, OrderRecord } from "@mexoms/core/internal";

/** Hands requests on to another gateway and notes which markets they were for. */
export class MarkingGateway implements OrderGateway {
  readonly #gateway: OrderGateway;
  readonly #sent: MarketSet;

  constructor(gateway: OrderGateway, sent: MarketSet) {
    this.#gateway = gateway;
    this.#sent = sent;
  }

  submit(order: OrderRecord, nowNs: number): void {
    this.#gateway.submit(order, nowNs);
    this.#sent.add(order.market);
  }

  cancel(order: OrderRecord, nowNs: number): void {
    this.#gateway.cancel(order, nowNs);
    this.#sent.add(order.market);
  }

  amend(order: OrderRecord, priceTicks: number, qtyLots: number, nowNs: number): void {
    this.#gateway.amend(order, priceTicks, qtyLots, nowNs);
    this.#sent.add(order.market);
  }
}
