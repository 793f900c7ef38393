import { BUY, SELL, sideSign } from "../market/side.ts";
import type { OrderRecord } from "../order/order-record.ts";
import type { AmendTo } from "../strategy/orders.ts";
import { OrderExposure, type SavedExposure } from "./order-exposure.ts";

/** A book of exposure as JSON can hold it. */
export interface SavedExposureBook {
  readonly positionLots: readonly number[];
  /** Cells that ever had an order, in the order they had their first. */
  readonly active: readonly number[];
  readonly orders: readonly SavedExposure[];
}

/**
 * Positions and all that may still fill, by cell: one instrument on one account. Kept up to date by
 * what happens to orders, without looking at the others.
 */
export class ExposureBook {
  /** Accounts, at least 1: without accounts all orders are on number 0. */
  readonly accounts: number;
  /** By cell; signed. */
  readonly positionLots: Float64Array;
  /** By side and cell: lots that buys, or sells, may still add. */
  readonly openLots: readonly [buys: Float64Array, sells: Float64Array];
  /** The first `activeCount` are cells that ever had an order. */
  readonly active: Int32Array;
  activeCount = 0;
  readonly #isActive: Uint8Array;
  /** Orders of this kernel; the one with id n stands at n - `#firstId`. */
  readonly #orders: (OrderExposure | undefined)[] = [];
  #firstId = 1;
  /** Orders of the kernel before, and old ones that still matter, by id. */
  readonly #earlier: Map<number, OrderExposure> = new Map();
  readonly #accountOf: (name: string | undefined) => number;

  constructor(options: {
    markets: number;
    accounts: number;
    accountOf: (name: string | undefined) => number;
  }) {
    this.accounts = Math.max(1, options.accounts);
    const cells = options.markets * this.accounts;
    this.positionLots = new Float64Array(cells);
    this.openLots = [new Float64Array(cells), new Float64Array(cells)];
    this.active = new Int32Array(cells);
    this.#isActive = new Uint8Array(cells);
    this.#accountOf = options.accountOf;
  }

  cellOf({ market, account }: OrderRecord): number {
    return market * this.accounts + this.#accountOf(account);
  }

  marketOf(cell: number): number {
    return Math.trunc(cell / this.accounts);
  }

  isActive(cell: number): boolean {
    return this.#isActive[cell] === 1;
  }

  of({ id }: OrderRecord): OrderExposure | undefined {
    const at = id - this.#firstId;
    return at < 0 ? this.#earlier.get(id) : this.#orders[at];
  }

  /** Goes on from what was saved; ids from `nextOrderId` on are new. Before the first order. */
  restore(saved: SavedExposureBook, nextOrderId: number): void {
    this.#firstId = nextOrderId;
    this.positionLots.set(saved.positionLots);
    for (const cell of saved.active) this.#activate(cell);
    for (const each of saved.orders) this.#take(each.id, OrderExposure.restored(each));
  }

  /** As it stands, with the exposure of the orders that are given. */
  save(orders: readonly OrderRecord[]): SavedExposureBook {
    return {
      positionLots: [...this.positionLots],
      active: [...this.active.subarray(0, this.activeCount)],
      orders: orders.flatMap((order) => this.of(order)?.save(order.id) ?? []),
    };
  }

  /** Most lots that the position may come to in the direction of a side: long for buys. */
  worstLots(cell: number, side: number): number {
    return sideSign(side) * this.positionLots[cell]! + this.openLots[side]![cell]!;
  }

  /** An order goes out. */
  submitted(order: OrderRecord): void {
    const cell = this.cellOf(order);
    this.#activate(cell);
    this.#take(order.id, new OrderExposure(cell, order.sideIndex, order.qtyLots));
  }

  amendAsked(order: OrderRecord, to: AmendTo): void {
    const exposure = this.of(order);
    if (exposure === undefined) return;
    exposure.ask(to.qtyLots, to.priceTicks);
    this.#recount(exposure);
  }

  filled(order: OrderRecord, lots: number): void {
    const exposure = this.of(order);
    if (exposure === undefined) return;
    exposure.fill(lots);
    this.positionLots[exposure.cell]! += sideSign(exposure.side) * lots;
    this.#recount(exposure);
  }

  amended(
    order: OrderRecord,
    answer: { exchNs: number; ticks: number; lots: number; filledLots: number | undefined },
  ): void {
    const exposure = this.of(order);
    if (exposure === undefined) return;
    exposure.amended(answer.exchNs, answer.ticks, answer.lots, answer.filledLots);
    this.#recount(exposure);
  }

  amendRefused(order: OrderRecord, exchNs: number): void {
    const exposure = this.of(order);
    if (exposure === undefined) return;
    exposure.refused(exchNs);
    this.#recount(exposure);
  }

  ended(order: OrderRecord, filledLots: number | undefined): void {
    const exposure = this.of(order);
    if (exposure === undefined) return;
    exposure.end(filledLots);
    this.#recount(exposure);
  }

  /** Lets an order go: nothing is open of it, and nothing can follow. */
  forget(id: number): void {
    const at = id - this.#firstId;
    if (at < 0) this.#earlier.delete(id);
    else if (at < this.#orders.length) this.#orders[at] = undefined;
  }

  /** Gives the room of orders with smaller ids back; those that were not forgotten are kept. */
  dropBefore(id: number): void {
    const count = id - this.#firstId;
    for (let at = 0; at < Math.min(count, this.#orders.length); at++) {
      const exposure = this.#orders[at];
      if (exposure !== undefined) this.#earlier.set(this.#firstId + at, exposure);
    }
    this.#orders.splice(0, count);
    this.#firstId = id;
  }

  #activate(cell: number): void {
    if (this.#isActive[cell] === 1) return;
    this.#isActive[cell] = 1;
    this.active[this.activeCount] = cell;
    this.activeCount += 1;
  }

  #take(id: number, exposure: OrderExposure): void {
    const at = id - this.#firstId;
    if (at < 0) this.#earlier.set(id, exposure);
    else {
      // Orders that were denied have ids too.
      while (this.#orders.length < at) this.#orders.push(undefined);
      this.#orders[at] = exposure;
    }
    this.#recount(exposure);
  }

  #recount(exposure: OrderExposure): void {
    const { openLots } = exposure;
    const open = exposure.side === BUY ? this.openLots[BUY] : this.openLots[SELL];
    open[exposure.cell]! += openLots - exposure.counted;
    exposure.counted = openLots;
  }
}
