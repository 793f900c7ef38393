import {
  BUY,
  type MarketRows,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { type BookOrder, OrderBook } from "../tape/order-book.ts";
import { RowColumns } from "../tape/row-columns.ts";
import { Draws } from "./draws.ts";
import type { GeneratedMarket } from "./generator.ts";

// A stream of the seed that no market of the generator uses.
const STREAM = 1_000_000;

/**
 * The same market order by order: an increase of a level is a new order at the end of its queue;
 * trades fill the first orders of the queue, one trade row a maker, before their levels change; what
 * else goes from a level is cancelled, each of its orders as likely as any other. `snapshotOrders` is
 * how many orders a level of the first snapshot is made of, at most.
 */
export function singleOrders(
  market: GeneratedMarket,
  options: { readonly seed: number; readonly snapshotOrders: number },
): GeneratedMarket {
  const split = new OrderSplit(market.rows, options.snapshotOrders, options.seed);
  for (let i = 0; i < market.rows.event.length; i++) split.row(i);
  return { ...market, rows: split.out.rows() };
}

class OrderSplit {
  readonly out: RowColumns = new RowColumns({ orders: true });
  readonly #rows: MarketRows;
  readonly #snapshotOrders: number;
  readonly #draws: Draws;
  readonly #book: OrderBook = new OrderBook();
  /** Lots of each level that trades took and no depth row has shown yet, by side and price. */
  readonly #traded: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  #nextId = 1;

  constructor(rows: MarketRows, snapshotOrders: number, seed: number) {
    this.#rows = rows;
    this.#snapshotOrders = snapshotOrders;
    this.#draws = new Draws(seed, STREAM);
  }

  row(i: number): void {
    const event = this.#rows.event[i]!;
    const kind = event & ROW_KIND_MASK;
    const side = (event & ROW_BUY) !== 0 ? BUY : SELL;
    if (kind === ROW_TRADE) return this.#trade(i, 1 - side);
    if (kind === ROW_SNAPSHOT) return this.#snapshot(i, side);
    if (kind === ROW_DEPTH) return this.#depth(i, side);
    if (kind === ROW_CLEAR) this.#book.clear();
    this.#push(i, event, this.#rows.priceTicks[i]!, this.#rows.qtyLots[i]!, 0, 0);
  }

  #snapshot(i: number, side: number): void {
    const parts = 1 + Math.floor(this.#draws.uniform() * this.#snapshotOrders);
    let left = this.#rows.qtyLots[i]!;
    for (let n = parts; n > 0 && left > 0; n--) {
      const lots = n === 1 ? left : Math.ceil((this.#draws.uniform() * 2 * left) / n);
      const order = { ...this.#newOrder(i, side), lots: Math.min(lots, left) };
      this.#book.set(order);
      const { event, priceTicks, qtyLots } = this.#rows;
      this.#push(i, event[i]!, priceTicks[i]!, qtyLots[i]!, order.orderId, order.lots);
      left -= Math.min(lots, left);
    }
  }

  #trade(i: number, resting: number): void {
    const ticks = this.#rows.priceTicks[i]!;
    const traded = this.#traded[resting]!;
    let skip = traded.get(ticks) ?? 0;
    let left = this.#rows.qtyLots[i]!;
    traded.set(ticks, skip + left);
    for (const order of this.#book.level(resting, ticks)) {
      const open = order.lots - Math.min(skip, order.lots);
      skip -= order.lots - open;
      const lots = Math.min(open, left);
      if (lots === 0) continue;
      this.#push(i, this.#rows.event[i]!, ticks, lots, order.orderId, 0);
      left -= lots;
    }
  }

  #depth(i: number, side: number): void {
    const ticks = this.#rows.priceTicks[i]!;
    const change = this.#rows.qtyLots[i]! - this.#book.levelLots(side, ticks);
    if (change > 0) this.#set(i, { ...this.#newOrder(i, side), lots: change });
    const traded = Math.min(this.#traded[side]!.get(ticks) ?? 0, -change);
    this.#traded[side]!.delete(ticks);
    let left = traded;
    for (const order of left > 0 ? this.#book.level(side, ticks) : []) {
      left -= this.#reduce(i, order, left);
    }
    for (left = -change - traded; left > 0;) {
      const orders = this.#book.level(side, ticks);
      const drawn = orders[Math.floor(this.#draws.uniform() * orders.length)]!;
      left -= this.#reduce(i, drawn, left);
    }
  }

  /** Takes up to `lots` off an order; how many it took. */
  #reduce(i: number, order: BookOrder, lots: number): number {
    const taken = Math.min(order.lots, lots);
    if (taken > 0) this.#set(i, { ...order, lots: order.lots - taken });
    return taken;
  }

  #newOrder(i: number, side: number): BookOrder {
    return { orderId: this.#nextId++, side, priceTicks: this.#rows.priceTicks[i]!, lots: 0 };
  }

  #set(i: number, order: BookOrder): void {
    const levelLots = this.#book.set(order);
    const event = ROW_DEPTH | (order.side === BUY ? ROW_BUY : ROW_SELL);
    this.#push(i, event, order.priceTicks, levelLots, order.orderId, order.lots);
  }

  #push(i: number, event: number, ticks: number, lots: number, id: number, left: number): void {
    this.out.push(event, this.#rows.exchNs[i]!, this.#rows.localNs[i]!, ticks, lots, id, left);
  }
}
