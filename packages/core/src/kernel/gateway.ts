import type { OrderRecord } from "../order/order-record.ts";
import type { AmendTo } from "../strategy/orders.ts";

/** An amend on its way to a venue. `to.qtyLots` is the new open size. */
export interface AmendIntent {
  readonly order: OrderRecord;
  readonly to: AmendTo;
}

/** Where a kernel's intents go: a simulated venue or a real one. Lists go out as one message. */
export interface OrderGateway {
  submit(orders: readonly OrderRecord[], nowNs: number): void;
  cancel(orders: readonly OrderRecord[], nowNs: number): void;
  amend(amends: readonly AmendIntent[], nowNs: number): void;
  /** Cancels what a market has at the venue; `id` comes back with the answer. */
  cancelAll(market: number, id: number, nowNs: number): void;
}

/** Sees each intent and each answer in the order the kernel handles them: for logs and digests. */
export interface KernelObserver {
  /** `to` is the new price and open size of an amend, which `order` does not have yet. */
  intent(
    kind: "submit" | "cancel" | "amend",
    order: OrderRecord,
    nowNs: number,
    to?: AmendTo,
  ): void;
  /** A cancel of all that a market has at the venue. */
  cancelAll(market: number, id: number, nowNs: number): void;
  answer(
    change:
      | "accepted"
      | "filled"
      | "canceled"
      | "expired"
      | "rejected"
      | "triggered"
      | "amended"
      | "refused",
    order: OrderRecord,
    nowNs: number,
  ): void;
  explain(topic: string, text: string, nowNs: number): void;
}
