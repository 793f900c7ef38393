import {
  type BookView,
  defineStrategy,
  type Handlers,
  type Instrument,
  instrument,
  type Order,
  type OrderChange,
  type Side,
  type Strategy,
  type StrategyContext,
  type TimeInForce,
} from "@mexoms/core";
import type { GridConfig } from "./manifest.ts";

/** One order as the strategy saw it change between two wakes. Times relative to the run's epoch. */
export interface SeenOrder {
  readonly exchNs: number;
  readonly seenNs: number;
  readonly orderId: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly status: number;
  readonly execTicks: number;
  readonly fellLots: number;
  readonly leavesLots: number;
  readonly maker: number;
  readonly requestNs: number;
}

/** The book and the position at one wake; ticks and lots are 0 while a side is empty. */
export type SeenStep = readonly [
  nowNs: number,
  bidTicks: number,
  askTicks: number,
  bidLots: number,
  askLots: number,
  positionLots: number,
];

/** What the strategy leaves behind for the comparison. */
export interface Sightings {
  /** Whether orders and steps are logged; otherwise they stay empty. What is decided is the same. */
  readonly logged: boolean;
  readonly orders: SeenOrder[];
  readonly steps: SeenStep[];
  submitted: number;
  positionLots: number;
}

const TIME_IN_FORCE: Readonly<Record<string, TimeInForce>> = {
  gtc: "gtc",
  gtx: "post-only",
  ioc: "ioc",
  fok: "fok",
};
const STATUS: Readonly<Record<string, number>> = {
  pending: 0,
  working: 1,
  expired: 2,
  filled: 3,
  canceled: 4,
  "partly-filled": 5,
  rejected: 6,
};

const params = { instrument: instrument(), reference: instrument() };

/**
 * The quoting strategy of the golden runs, in integers: a grid of quotes around a reference,
 * shifted against the inventory, on a clock (`elapse`) or on every event (`feed`).
 */
export function gridStrategy(config: GridConfig, seen: Sightings): Strategy<typeof params> {
  return defineStrategy({
    name: "oracle-grid",
    params,
    start: (ctx, p) => new Grid(config, seen, ctx, p.instrument, p.reference).handlers(),
  });
}

class Grid {
  readonly #config: GridConfig;
  readonly #seen: Sightings;
  readonly #ctx: StrategyContext;
  readonly #instrument: Instrument;
  readonly #book: BookView;
  readonly #reference: BookView;
  readonly #changed = new Set<Order>();
  readonly #leaves = new Map<number, number>();
  /** Orders with a request that no answer of any kind has followed: the golden engine's "req". */
  readonly #asked = new Set<number>();
  #lastWakeNs = 0;

  constructor(
    config: GridConfig,
    seen: Sightings,
    ctx: StrategyContext,
    traded: Instrument,
    reference: Instrument,
  ) {
    this.#config = config;
    this.#seen = seen;
    this.#ctx = ctx;
    this.#instrument = traded;
    this.#book = ctx.book(traded);
    this.#reference = ctx.book(reference);
  }

  handlers(): Handlers {
    const answers = {
      order: (order: Order, change: OrderChange): void => {
        // A cancel that came too late changes nothing of an order that is gone.
        if (!(order.closed && change === "cancel-refused")) this.#changed.add(order);
        this.#asked.delete(order.id);
      },
      stop: (): void => this.#scan(this.#lastWakeNs),
    };
    if (this.#config.mode === "elapse") {
      this.#ctx.every(this.#config.dt, () => this.#wake());
      return answers;
    }
    let timeout = this.#ctx.after(this.#config.dt, () => {});
    return {
      ...answers,
      book: () => {},
      trade: () => {},
      wake: () => {
        timeout.cancel();
        this.#wake();
        timeout = this.#ctx.after(this.#config.dt, () => {});
      },
    };
  }

  #wake(): void {
    const { nowNs } = this.#ctx;
    this.#lastWakeNs = nowNs;
    this.#scan(nowNs);
    const book = this.#book;
    const known = book.valid;
    if (this.#seen.logged) {
      this.#seen.steps.push(
        known
          ? [nowNs, book.bid, book.ask, book.bidLots, book.askLots, this.#seen.positionLots]
          : [nowNs, 0, 0, 0, 0, this.#seen.positionLots],
      );
    }
    if (known && this.#reference.valid && this.#config.trade) this.#quote();
  }

  /** Logs what changed since the last wake. */
  #scan(nowNs: number): void {
    for (const order of this.#changed) {
      const fell = (this.#leaves.get(order.id) ?? this.#config.qty) - order.leavesLots;
      if (fell === 0 && !order.closed) continue;
      this.#leaves.set(order.id, order.leavesLots);
      const side = order.side === "buy" ? 1 : -1;
      this.#seen.positionLots += side * fell;
      if (!this.#seen.logged) continue;
      this.#seen.orders.push({
        exchNs: order.exchNs,
        seenNs: nowNs,
        orderId: order.id,
        side,
        priceTicks: order.priceTicks,
        status: STATUS[order.state]!,
        execTicks: order.lastFillTicks,
        fellLots: fell,
        leavesLots: order.leavesLots,
        maker: order.lastFillMaker ? 1 : 0,
        requestNs: order.requestNs,
      });
    }
    this.#changed.clear();
  }

  #quote(): void {
    const { half, skew, qty, grid, levels, max_inv: maxInventory } = this.#config;
    const inventory = Math.floor(this.#seen.positionLots / qty);
    const twice = this.#reference.bid + this.#reference.ask - 2 * skew * inventory;
    let bid = Math.floor((twice - 2 * half) / 2);
    let ask = Math.ceil((twice + 2 * half) / 2);
    if (this.#config.tif === "gtx") {
      bid = Math.min(bid, this.#book.bid);
      ask = Math.max(ask, this.#book.ask);
    }
    bid = Math.floor(bid / grid) * grid;
    ask = Math.ceil(ask / grid) * grid;
    const bids = inventory < maxInventory ? levels : 0;
    const asks = inventory > -maxInventory ? levels : 0;
    const open = this.#ctx.orders.open(this.#instrument);
    const known = open.length;
    for (let i = 0; i < known; i++) {
      const order = open[i]!;
      const off = order.side === "buy" ? bid - order.priceTicks : order.priceTicks - ask;
      const count = order.side === "buy" ? bids : asks;
      if (off >= 0 && off % grid === 0 && off / grid < count) continue;
      this.#cancel(order);
    }
    for (let i = 0; i < bids; i++) this.#submit("buy", bid - i * grid, known);
    for (let i = 0; i < asks; i++) this.#submit("sell", ask + i * grid, known);
  }

  #cancel(order: Order): void {
    if (order.state === "pending" || this.#asked.has(order.id)) return;
    // The golden engine takes any answer for the answer to a cancel, and then cancels once more.
    this.#ctx.orders.cancel(order, { again: true });
    this.#asked.add(order.id);
  }

  /** Sends an order unless one of the first `known` open ones has its price. */
  #submit(side: Side, priceTicks: number, known: number): void {
    const open = this.#ctx.orders.open(this.#instrument);
    for (let i = 0; i < known; i++) {
      if (open[i]!.priceTicks === priceTicks && open[i]!.side === side) return;
    }
    const order = this.#ctx.orders.submit({
      instrument: this.#instrument,
      side,
      priceTicks,
      qtyLots: this.#config.qty,
      timeInForce: TIME_IN_FORCE[this.#config.tif]!,
    });
    this.#asked.add(order.id);
    this.#seen.submitted += 1;
  }
}
