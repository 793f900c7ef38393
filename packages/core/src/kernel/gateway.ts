import type { OrderRecord } from "../order/order.ts";

/** Where a kernel's intents go: a simulated venue or a real one. */
export interface OrderGateway {
  submit(order: OrderRecord, nowNs: number): void;
  cancel(order: OrderRecord, nowNs: number): void;
  /** `qtyLots` is the new open size. */
  amend(order: OrderRecord, priceTicks: number, qtyLots: number, nowNs: number): void;
}

/** Sees each intent and each answer in the order the kernel handles them: for logs and digests. */
export interface KernelObserver {
  /** `to` is the new price and open size of an amend, which `order` does not have yet. */
  intent(
    kind: "submit" | "cancel" | "amend",
    order: OrderRecord,
    nowNs: number,
    to?: { readonly priceTicks: number; readonly qtyLots: number },
  ): void;
  answer(
    change: "accepted" | "filled" | "canceled" | "expired" | "rejected" | "amended" | "refused",
    order: OrderRecord,
    nowNs: number,
  ): void;
  explain(topic: string, text: string, nowNs: number): void;
}
