import type { Row } from "../driver/tape.ts";

type Side = "buy" | "sell";
interface RealOrder {
  readonly id: number;
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
}

const otherSide = { buy: "sell", sell: "buy" } as const;

/** Writes the rows of an order-by-order tape, with the sizes of the levels, order by order. */
export class OrderRows {
  readonly rows: Row[] = [];
  /** The time of what is written next. */
  ns = 0;
  /** Orders that rest, those of one level in the order of their places. */
  orders: RealOrder[] = [];

  at(ns: number): this {
    this.ns = ns;
    return this;
  }

  /** An order appears, changes or goes (0 lots); more lots or another price cost it its place. */
  set(id: number, side: Side, ticks: number, lots: number): this {
    const before = this.orders.find((order) => order.id === id);
    if (before && before.ticks !== ticks) this.set(id, side, before.ticks, 0);
    const order = { id, side, ticks, lots };
    if (before && before.ticks === ticks && lots <= before.lots) {
      this.orders = this.orders.map((each) => (each === before ? order : each));
    } else {
      this.orders = [...this.orders.filter((each) => each !== before), order];
    }
    this.orders = this.orders.filter((each) => each.lots > 0);
    this.rows.push(["depth", side, ticks, this.level(side, ticks), this.ns, id, lots]);
    return this;
  }

  /** A trade is told; what it does to the makers is told by `set`. */
  trade(aggressor: Side, ticks: number, lots: number, maker = 0): this {
    this.rows.push(["trade", aggressor, ticks, lots, this.ns, maker, 0]);
    return this;
  }

  gap(): this {
    this.rows.push(["gap", "none", 0, 0, this.ns, 0, 0]);
    return this;
  }

  /** The book is told anew, as it is or with other orders. */
  snapshot(orders: readonly RealOrder[] = this.orders): this {
    this.rows.push(["clear", "none", 0, 0, this.ns, 0, 0]);
    this.orders = [...orders];
    for (const order of orders) {
      const { id, side, ticks, lots } = order;
      this.rows.push(["snapshot", side, ticks, this.level(side, ticks), this.ns, id, lots]);
    }
    return this;
  }

  /** A market order takes lots of the best level, told in one of the ways in which venues tell it. */
  take(side: Side, lots: number, told: "trades-first" | "orders-first" | "unknown-maker"): this {
    const resting = otherSide[side];
    const best = this.best(resting);
    if (best === undefined) return this;
    const fills: (readonly [order: RealOrder, lots: number])[] = [];
    let left = lots;
    for (const order of this.orders) {
      if (order.side !== resting || order.ticks !== best || left === 0) continue;
      fills.push([order, Math.min(left, order.lots)]);
      left -= Math.min(left, order.lots);
    }
    const tell = (): void => {
      if (told === "unknown-maker") this.trade(side, best, lots - left);
      else for (const [order, got] of fills) this.trade(side, best, got, order.id);
    };
    if (told !== "orders-first") tell();
    for (const [order, got] of fills) this.set(order.id, resting, best, order.lots - got);
    if (told === "orders-first") tell();
    return this;
  }

  best(side: Side): number | undefined {
    const ticks = this.orders.filter((order) => order.side === side).map((order) => order.ticks);
    if (ticks.length === 0) return undefined;
    return side === "buy" ? Math.max(...ticks) : Math.min(...ticks);
  }

  level(side: Side, ticks: number): number {
    return this.orders
      .filter((order) => order.side === side && order.ticks === ticks)
      .reduce((sum, order) => sum + order.lots, 0);
  }
}
