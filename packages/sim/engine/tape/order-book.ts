import { BUY } from "@mexoms/core/internal";

/** An order that rests in a book. */
export interface BookOrder {
  readonly orderId: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly lots: number;
}

/**
 * An order-by-order (L3) book for importers and generators: it turns what happens to single orders
 * into the sizes of price levels. The orders of a level stand in the order of their places.
 */
export class OrderBook {
  readonly #orders = new Map<number, BookOrder>();
  readonly #levels: readonly [Map<number, Level>, Map<number, Level>] = [new Map(), new Map()];

  /** Best prices as far as they are known. */
  readonly #best: (number | undefined)[] = [undefined, undefined];

  /** Orders in the book. */
  get size(): number {
    return this.#orders.size;
  }

  get(orderId: number): BookOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** All orders, those of one level in the order of their places. */
  orders(): Iterable<BookOrder> {
    return this.#orders.values();
  }

  /** Lots at a price. */
  levelLots(side: number, priceTicks: number): number {
    return this.#levels[side]!.get(priceTicks)?.lots ?? 0;
  }

  /** The orders of a level, first in the queue first. */
  level(side: number, priceTicks: number): BookOrder[] {
    const ids = this.#levels[side]!.get(priceTicks)?.ids ?? [];
    return Array.from(ids, (id) => this.#orders.get(id)!);
  }

  /** The best price of a side, undefined when it is empty. */
  best(side: number): number | undefined {
    if (this.#best[side] === undefined) {
      for (const ticks of this.#levels[side]!.keys()) this.#improve(side, ticks);
    }
    return this.#best[side];
  }

  /**
   * An order appears, changes or goes (0 lots); the size of its level after that. An order that gets
   * more lots goes to the end of the queue. One that changes its price has to go first.
   */
  set(order: BookOrder): number {
    const { orderId, side, priceTicks, lots } = order;
    const levels = this.#levels[side]!;
    const before = this.#orders.get(orderId)?.lots ?? 0;
    let level = levels.get(priceTicks);
    if (!level) levels.set(priceTicks, (level = { lots: 0, ids: new Set() }));
    level.lots += lots - before;
    if (lots === 0 || lots > before) {
      level.ids.delete(orderId);
      this.#orders.delete(orderId); // a map keeps the order in which keys are added
    }
    if (lots > 0) {
      // Unknown it stays: then it is looked for when somebody asks.
      if (this.#best[side] !== undefined) this.#improve(side, priceTicks);
      level.ids.add(orderId);
      this.#orders.set(orderId, order);
    }
    if (level.ids.size === 0) {
      levels.delete(priceTicks);
      if (this.#best[side] === priceTicks) this.#best[side] = undefined;
    }
    return level.lots;
  }

  clear(): void {
    this.#orders.clear();
    for (const levels of this.#levels) levels.clear();
    this.#best.fill(undefined);
  }

  #improve(side: number, ticks: number): void {
    const best = this.#best[side];
    if (best === undefined || (side === BUY ? ticks > best : ticks < best)) {
      this.#best[side] = ticks;
    }
  }
}

interface Level {
  lots: number;
  readonly ids: Set<number>;
}
