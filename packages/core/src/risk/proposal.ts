import type { OrderRecord } from "../order/order-record.ts";
import { hasLimit } from "../order/order-terms.ts";

/** What is checked: an order that is to be sent, or what an amend is to make of one. One is reused. */
export class Proposal {
  order!: OrderRecord;
  cell = 0;
  side = 0;
  lots = 0;
  /** Limit price; 0 for an order without one. */
  ticks = 0;
  amends = false;
  /** An amend to no more lots at the same price. */
  shrinks = false;
  /** It may be priced through the other side's best. */
  crossing = false;

  ofOrder(order: OrderRecord, cell: number, crossing: boolean): this {
    this.order = order;
    this.cell = cell;
    this.side = order.sideIndex;
    this.lots = order.qtyLots;
    this.ticks = hasLimit(order.type) ? order.priceTicks : 0;
    this.amends = false;
    this.shrinks = false;
    // What takes or goes cannot be meant to rest: crossing is what it is for.
    const { timeInForce, type } = order;
    this.crossing = crossing || timeInForce === "ioc" || timeInForce === "fok" || type !== "limit";
    return this;
  }

  ofAmend(
    order: OrderRecord,
    cell: number,
    to: { readonly priceTicks: number; readonly qtyLots: number; readonly triggerTicks?: number },
  ): this {
    this.ofOrder(order, cell, false);
    this.lots = to.qtyLots;
    if (this.ticks !== 0) this.ticks = to.priceTicks;
    this.amends = true;
    const stays = this.ticks === 0 || to.priceTicks === order.priceTicks;
    const waits = to.triggerTicks === undefined || to.triggerTicks === order.triggerTicks;
    this.shrinks = stays && waits && to.qtyLots <= order.leavesLots;
    return this;
  }
}
