import type { BookView, Fill, Order, Side, Trade } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import type { SideDecisions } from "./decisions.ts";
import type { RejectGuard } from "./reject-guard.ts";
import { TrackedOrder } from "./tracked-order.ts";
import { TradeFlow } from "./trade-flow.ts";

/** Further than this many average runs of trades ahead, no chance is left worth the walk. */
const HOPELESS_RUNS = 8;

/**
 * Our orders of one side and what is estimated of them. A price's key grows toward the other side:
 * the price of a buy, minus the price of a sell. So an order is more aggressive the larger its key.
 */
export class OwnSide {
  readonly side: Side;
  readonly sign: 1 | -1;
  readonly orders: TrackedOrder[] = [];
  readonly guard: RejectGuard;
  readonly flow: TradeFlow = new TradeFlow();
  /** Worst case of what is open here, whoever sent it; and the part whose cancel is under way. */
  openLots = 0;
  movingLots = 0;
  /** Most aggressive key where we stood within the last dwell time; infinite when we did not quote. */
  innerKey: number = Number.POSITIVE_INFINITY;
  #innerUntilNs = -1;
  readonly #book: BookView;
  readonly #walk: ReturnType<BookView["walk"]>;
  readonly #dwellNs: number;

  constructor(options: {
    readonly side: Side;
    readonly book: BookView;
    readonly guard: RejectGuard;
    readonly dwellNs: number;
  }) {
    this.side = options.side;
    this.sign = options.side === "buy" ? 1 : -1;
    this.guard = options.guard;
    this.#book = options.book;
    this.#walk = options.book.walk(options.side, "others");
    this.#dwellNs = options.dwellNs;
  }

  /** The tracked form of an order, undefined when it is not one of ours. */
  find(order: Order): TrackedOrder | undefined {
    for (let i = 0; i < this.orders.length; i++) {
      if (this.orders[i]!.order === order) return this.orders[i];
    }
    return undefined;
  }

  add(order: Order, level: number): void {
    this.orders.push(new TrackedOrder(order, level));
  }

  /** Forgets orders that are over, and counts the rest. `open` are all orders of the instrument. */
  count(open: readonly Order[], look: Look): void {
    const { orders } = this;
    let kept = 0;
    for (let i = 0; i < orders.length; i++) {
      const tracked = orders[i]!;
      if (tracked.counts(look)) orders[kept++] = tracked;
    }
    if (kept < orders.length) orders.length = kept;
    let lots = 0;
    for (let i = 0; i < open.length; i++) {
      const order = open[i]!;
      if (order.side === this.side) lots += order.leavesLots;
    }
    this.movingLots = 0;
    let inner = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < kept; i++) {
      const tracked = orders[i]!;
      const { order } = tracked;
      lots += tracked.openLots - (order.closed ? 0 : order.leavesLots);
      const leaves = tracked.cancels > 0 || tracked.over;
      if (leaves && !tracked.zombie) this.movingLots += tracked.openLots;
      if (!tracked.hanging && !tracked.over) inner = Math.max(inner, this.sign * order.priceTicks);
    }
    this.openLots = lots;
    if (inner >= this.innerKey || look.nowNs >= this.#innerUntilNs) {
      this.innerKey = inner === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : inner;
      this.#innerUntilNs = look.nowNs + this.#dwellNs;
    }
  }

  /** The venue has taken an order in, or put it at the back: all that others show is ahead. */
  placed(tracked: TrackedOrder): void {
    tracked.aheadLots = this.#book.othersLotsAt(this.side, tracked.order.priceTicks);
  }

  /** A trade whose aggressor was on the other side. */
  traded(trade: Trade): void {
    this.flow.trade(trade);
    const key = this.sign * trade.priceTicks;
    for (let i = 0; i < this.orders.length; i++) {
      const tracked = this.orders[i]!;
      const own = this.sign * tracked.order.priceTicks;
      if (own === key) tracked.aheadLots = Math.max(0, tracked.aheadLots - trade.qtyLots);
      else if (own > key) tracked.aheadLots = 0;
    }
  }

  filled(fill: Fill, nowNs: number): TrackedOrder | undefined {
    const tracked = this.find(fill.order);
    if (tracked === undefined) return undefined;
    if (fill.liquidity === "maker") tracked.aheadLots = 0;
    this.guard.fill(nowNs);
    return tracked;
  }

  /** Has the order of a level stand where it is from here on. */
  hang(level: number, nowNs: number): void {
    if (level < 0) return;
    for (let i = 0; i < this.orders.length; i++) {
      const tracked = this.orders[i]!;
      if (tracked.level !== level || tracked.hanging || tracked.cancels > 0) continue;
      if (tracked.order.closed) continue;
      tracked.hangingSinceNs = nowNs;
      return;
    }
  }

  /** Notes how the side stands. */
  conclude(decisions: SideDecisions, look: Look): void {
    const { guard } = this;
    decisions.openLots = this.openLots;
    decisions.hanging = 0;
    decisions.zombies = 0;
    for (let i = 0; i < this.orders.length; i++) {
      const { hanging, zombie, over } = this.orders[i]!;
      if (hanging && !over) decisions.hanging += 1;
      if (zombie && !over) decisions.zombies += 1;
    }
    decisions.hold = guard.hold(look);
    decisions.holdUntilNs = guard.untilNs;
    decisions.refusedFor = guard.reason;
  }

  /**
   * Estimates anew what is ahead of the first `count` orders, which are sorted from the inner to the outer one, and
   * their chance to fill: no more than their level shows, and all better levels before it.
   */
  estimate(sorted: readonly TrackedOrder[], count: number): void {
    const walk = this.#walk;
    const hopeless = this.flow.averageLots * HOPELESS_RUNS;
    walk.restart();
    let more = count > 0 && walk.next();
    let better = 0;
    for (let i = 0; i < count; i++) {
      const tracked = sorted[i]!;
      const key = this.sign * tracked.wantedTicks;
      while (more && better < hopeless && this.sign * walk.priceTicks > key) {
        better += walk.qtyLots;
        more = walk.next();
      }
      const shown = this.#book.othersLotsAt(this.side, tracked.wantedTicks);
      // Others may only have left from behind it, as far as we know: no more is ahead than is there.
      const ahead = Number.isNaN(tracked.aheadLots) ? shown : Math.min(tracked.aheadLots, shown);
      if (!Number.isNaN(tracked.aheadLots)) tracked.aheadLots = ahead;
      tracked.fillChance = better < hopeless ? this.flow.chance(better + ahead) : 0;
    }
  }
}
