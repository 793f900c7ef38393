import { BUY, SELL, sideSign } from "@mexoms/core/internal";
import { type OrderTimeline, takesPlace, TIMELINE } from "../result/order-timeline.ts";

/** An own order in the venue's book. */
export interface OwnOrder {
  readonly id: number;
  readonly side: number;
  readonly priceTicks: number;
  leavesLots: number;
  /** When it took its place, and with which size. */
  readonly restedNs: number;
  readonly restedLots: number;
  /** What was ahead of it then, in lots; NaN for unknown. */
  readonly entryLots: number;
  /** That over the size of the level with the order; NaN for unknown. */
  readonly entryShare: number;
}

/** The own orders in a venue's book, as its timeline tells them row by row. */
export class OwnOrders {
  /** Best prices by side in ticks, 0 for none. */
  readonly best: [number, number] = [0, 0];
  /** Open lots by side. */
  readonly openLots: [number, number] = [0, 0];
  readonly #timeline: OrderTimeline;
  readonly #sideOf: (orderId: number) => number;
  readonly #orders = new Map<number, OwnOrder>();

  constructor(timeline: OrderTimeline, sideOf: (orderId: number) => number) {
    this.#timeline = timeline;
    this.#sideOf = sideOf;
  }

  get count(): number {
    return this.#orders.size;
  }

  find(orderId: number): OwnOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** Place of a price among the own ones of a side: 1 when none is better. */
  levelOf(side: number, priceTicks: number): number {
    const sign = sideSign(side);
    const better = new Set<number>();
    for (const order of this.#orders.values()) {
      if (order.side !== side || (order.priceTicks - priceTicks) * sign <= 0) continue;
      better.add(order.priceTicks);
    }
    return better.size + 1;
  }

  /** Takes in a row of the timeline; the order that it took out of the book, if it did. */
  apply(row: number): OwnOrder | undefined {
    const { kind, orderId, leavesLots, priceTicks } = this.#timeline;
    const id = orderId[row]!;
    if (takesPlace(this.#timeline, row)) {
      this.#rest(row, id);
      return undefined;
    }
    const order = this.#orders.get(id);
    if (order === undefined) return undefined;
    const what = kind[row]!;
    const leaves = leavesLots[row]!;
    const ended = what === TIMELINE.canceled || what === TIMELINE.expired;
    // An amend that costs the place takes the order out; another row puts it back where it stays.
    const moved =
      what === TIMELINE.amended &&
      (priceTicks[row] !== order.priceTicks || leaves > order.leavesLots);
    if (ended || moved || (what === TIMELINE.filled && leaves === 0)) {
      this.#orders.delete(id);
      this.#changed();
      return order;
    }
    if (what === TIMELINE.filled || what === TIMELINE.amended) {
      order.leavesLots = leaves;
      this.#changed();
    }
    return undefined;
  }

  #rest(row: number, id: number): void {
    const { exchNs, leavesLots, priceTicks, aheadLots, levelLots } = this.#timeline;
    const lots = leavesLots[row]!;
    const ahead = Math.max(0, aheadLots[row]!);
    const known = Number.isFinite(ahead);
    this.#orders.set(id, {
      id,
      side: this.#sideOf(id),
      priceTicks: priceTicks[row]!,
      leavesLots: lots,
      restedNs: exchNs[row]!,
      restedLots: lots,
      entryLots: known ? ahead : Number.NaN,
      entryShare: known ? Math.min(1, ahead / (levelLots[row]! + lots)) : Number.NaN,
    });
    this.#changed();
  }

  #changed(): void {
    for (const side of [BUY, SELL]) {
      const sign = sideSign(side);
      let best = 0;
      let open = 0;
      for (const order of this.#orders.values()) {
        if (order.side !== side) continue;
        open += order.leavesLots;
        if (best === 0 || (order.priceTicks - best) * sign > 0) best = order.priceTicks;
      }
      this.best[side] = best;
      this.openLots[side] = open;
    }
  }
}
