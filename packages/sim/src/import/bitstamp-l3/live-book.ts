import { BUY, SELL } from "@mexoms/core/internal";
import { type BookOrder, OrderBook } from "@mexoms/sim/engine";
import { NO_PRICE, type OrderMessage } from "./bitstamp-message.ts";

/** Tells of an order that rests: what it is now, and what its level holds with it. */
export type OrderSink = (order: BookOrder, levelLots: number) => void;

interface Taker {
  readonly order: BookOrder;
  /** All lots that it came with. */
  readonly lots: number;
  /** Lots that it took, by what makers lost and by what was said of it. */
  taken: number;
  told: number;
}

/**
 * The book of a channel that tells of every order, also of those that come to take: they are kept out
 * of the book until nothing that they could take is left; what is left of them then rests.
 */
export class LiveBook {
  readonly book: OrderBook = new OrderBook();
  readonly #takers = new Map<number, Taker>();

  /** Starts anew with the orders of a snapshot, the older of a level first. */
  reset(orders: readonly BookOrder[]): void {
    this.book.clear();
    this.#takers.clear();
    for (const order of orders.toSorted((a, b) => a.orderId - b.orderId)) this.book.set(order);
  }

  /** Whether the same orders rest in both. */
  equals(other: LiveBook): boolean {
    if (other.book.size !== this.book.size) return false;
    for (const order of this.book.orders()) {
      const its = other.book.get(order.orderId);
      if (its?.priceTicks !== order.priceTicks || its.lots !== order.lots) return false;
    }
    return true;
  }

  /** Whether an order rests or takes. */
  knows(orderId: number): boolean {
    return this.book.get(orderId) !== undefined || this.#takers.has(orderId);
  }

  /** What happened to an order; one that is created twice stays as it is. */
  apply(message: OrderMessage, sink: OrderSink): "unknown" | undefined {
    const { orderId, change } = message;
    const known = this.book.get(orderId);
    const taker = this.#takers.get(orderId);
    let oddity: "unknown" | undefined;
    if (change === "created") {
      if (!known && !taker) this.#arrive(message, sink);
    } else if (taker) {
      if (change === "deleted") this.#takers.delete(orderId);
      else taker.told = message.tradedLots;
    } else if (!known) {
      oddity = "unknown";
      if (change === "changed" && message.lots > 0) this.#arrive(message, sink);
    } else {
      this.#change(known, message, sink);
    }
    if (this.#takers.size > 0) this.#rest(sink);
    return oddity;
  }

  #arrive(message: OrderMessage, sink: OrderSink): void {
    const { orderId, side, priceTicks, lots, tradedLots } = message;
    const order = { orderId, side, priceTicks, lots };
    if (priceTicks === NO_PRICE || this.#crosses(order)) {
      this.#takers.set(orderId, { order, lots: lots + tradedLots, taken: 0, told: tradedLots });
    } else if (lots > 0) {
      sink(order, this.book.set(order));
    }
  }

  #change(known: BookOrder, message: OrderMessage, sink: OrderSink): void {
    const { orderId, side, priceTicks, change } = message;
    const lots = change === "deleted" ? 0 : message.lots;
    const filled = known.lots - message.lots;
    if (filled > 0) this.#took(1 - side, filled);
    if (priceTicks === known.priceTicks || lots === 0) {
      const order = { ...known, lots };
      if (lots !== known.lots) sink(order, this.book.set(order));
      return;
    }
    sink({ ...known, lots: 0 }, this.book.set({ ...known, lots: 0 }));
    const moved = { orderId, side, priceTicks, lots };
    sink(moved, this.book.set(moved));
  }

  /** A maker lost lots: the last taker that still wants some had them. */
  #took(side: number, lots: number): void {
    for (const taker of [...this.#takers.values()].toReversed()) {
      if (taker.order.side !== side || leftOf(taker) === 0) continue;
      taker.taken += lots;
      return;
    }
  }

  /** Takers that have nothing to take any more rest with what is left of them. */
  #rest(sink: OrderSink): void {
    for (const [orderId, taker] of this.#takers) {
      const lots = leftOf(taker);
      const { order } = taker;
      if (lots === 0 || order.priceTicks === NO_PRICE || this.#crosses(order)) continue;
      this.#takers.delete(orderId);
      const resting = { ...order, lots };
      sink(resting, this.book.set(resting));
    }
  }

  #crosses({ side, priceTicks }: BookOrder): boolean {
    const best = this.book.best(1 - side);
    if (best === undefined) return false;
    return side === BUY ? priceTicks >= best : priceTicks <= best;
  }
}

function leftOf({ lots, taken, told }: Taker): number {
  return Math.max(0, lots - Math.max(taken, told));
}

/** Bids before asks, the best first, the orders of a level in the order of their places. */
export function inBookOrder(book: OrderBook): BookOrder[] {
  const orders = [...book.orders()];
  const side = (wanted: number, sign: number): BookOrder[] =>
    orders
      .filter((order) => order.side === wanted)
      .toSorted((a, b) => sign * (a.priceTicks - b.priceTicks));
  return [...side(BUY, -1), ...side(SELL, 1)];
}
