import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError } from "../errors.ts";
import { BUY, type Side, sideIndex, sideName } from "../market/side.ts";
import type { OrderRecord } from "../order/order-record.ts";
import type { TimeInForce } from "../order/order.ts";
import type { Orders } from "./orders.ts";

const NO_CAP = Number.POSITIVE_INFINITY;

/** One order that should rest. */
export interface QuoteTarget {
  readonly side: Side;
  /** Ticks; a fraction is rounded away from the other side: bids down, asks up. */
  readonly price: number;
  /** Whole lots. */
  readonly size: number;
}

export interface QuoteOptions {
  /** Quotes off their target by no more than this many ticks stay. 0 unless given. */
  readonly toleranceTicks?: number;
  /** "post-only" unless given. */
  readonly timeInForce?: Extract<TimeInForce, "post-only" | "gtc">;
  /**
   * Most lots that may be open on each side, counting orders whose cancel is under way. Targets that
   * do not fit wait for a later call. No limit unless given.
   */
  readonly maxOpenLots?: { readonly buy: number; readonly sell: number };
}

/**
 * Target quotes of one instrument. Each call compares the targets with the open orders: an order on
 * target (or within the tolerance) keeps its place in the queue, others are canceled, missing ones
 * are sent. An order of the target's size that was partly filled counts as on target and is not
 * topped up; one that was sent smaller than the target is replaced. All open orders of the
 * instrument belong to the quotes; do not mix them with plain orders there.
 */
export class Quotes {
  readonly #instrument: Instrument;
  readonly #open: readonly OrderRecord[];
  readonly #orders: Orders;
  readonly #kept: boolean[] = [];

  constructor(instrument: Instrument, open: readonly OrderRecord[], orders: Orders) {
    this.#instrument = instrument;
    this.#open = open;
    this.#orders = orders;
  }

  /** Makes `targets` the quotes, most important first. Throws ConfigError for a bad target. */
  target(targets: readonly QuoteTarget[], options: QuoteOptions = {}): void {
    const tolerance = options.toleranceTicks ?? 0;
    const timeInForce = options.timeInForce ?? "post-only";
    const cap = options.maxOpenLots ?? { buy: NO_CAP, sell: NO_CAP };
    this.#kept.length = 0;
    for (let i = 0; i < this.#open.length; i++) this.#kept.push(false);
    const missing: QuoteTarget[] = [];
    const keptLots = { buy: 0, sell: 0 };
    for (const target of targets) {
      const { side } = target;
      const lots = this.#keepNearest(target, tolerance, cap[side] - keptLots[side]);
      keptLots[side] += lots;
      if (lots === 0) missing.push(target);
    }
    // Cancels go first: on one connection the venue frees the old quote before it sees the new.
    for (let i = 0; i < this.#kept.length; i++) {
      const order = this.#open[i]!;
      if (!this.#kept[i] && order.cancelable) this.#orders.cancel(order);
    }
    const openLots = { buy: this.#openLots("buy"), sell: this.#openLots("sell") };
    for (const target of missing) {
      const { side, size } = target;
      if (openLots[side] + size > cap[side]) continue;
      openLots[side] += size;
      const priceTicks = targetTicks(target);
      this.#orders.submit({
        instrument: this.#instrument,
        side,
        priceTicks,
        qtyLots: size,
        timeInForce,
      });
    }
  }

  /** Cancels all quotes. */
  clear(): void {
    this.#orders.cancelAll(this.#instrument);
  }

  /** Keeps the nearest open order that can stand for the target. Returns its lots, 0 for none. */
  #keepNearest(target: QuoteTarget, tolerance: number, maxLots: number): number {
    const side = sideIndex(target.side);
    const ticks = targetTicks(target);
    const most = Math.min(target.size, maxLots);
    let best = -1;
    let bestOff = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#kept.length; i++) {
      const order = this.#open[i]!;
      if (this.#kept[i] || order.sideIndex !== side || order.request === "cancel") continue;
      const off = Math.abs(order.priceTicks - ticks);
      if (off > tolerance || off >= bestOff) continue;
      if (order.leavesLots > most || order.qtyLots < target.size) continue;
      best = i;
      bestOff = off;
    }
    if (best < 0) return 0;
    this.#kept[best] = true;
    return this.#open[best]!.leavesLots;
  }

  #openLots(side: Side): number {
    const index = sideIndex(side);
    let lots = 0;
    for (const order of this.#open) if (order.sideIndex === index) lots += order.leavesLots;
    return lots;
  }
}

function targetTicks(target: QuoteTarget): number {
  const side = sideIndex(target.side);
  const ticks = side === BUY ? Math.floor(target.price) : Math.ceil(target.price);
  if (!Number.isSafeInteger(ticks)) {
    throw new ConfigError(
      "price",
      `a ${sideName(side)} quote at ${target.price} ticks is no price`,
    );
  }
  return ticks;
}
