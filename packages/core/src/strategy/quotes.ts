import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError } from "../errors.ts";
import { BUY, type Side, sideIndex, sideName } from "../market/side.ts";
import type { OrderRecord, TimeInForce } from "../order/order.ts";
import type { Orders } from "./context.ts";

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
}

/**
 * Target quotes of one instrument. Each call compares the targets with the open orders: an order on
 * target (or within the tolerance) keeps its place in the queue, others are canceled, missing ones
 * are sent. A partly filled order counts as on target and is not topped up. All open orders of the
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

  /** Makes `targets` the quotes. Throws ConfigError for a target that is no order. */
  target(targets: readonly QuoteTarget[], options: QuoteOptions = {}): void {
    const tolerance = options.toleranceTicks ?? 0;
    const timeInForce = options.timeInForce ?? "post-only";
    const open = this.#open;
    const sent = open.length;
    this.#kept.length = 0;
    for (let i = 0; i < sent; i++) this.#kept.push(false);
    const missing: QuoteTarget[] = [];
    for (const target of targets) {
      if (!this.#keepBest(target, tolerance)) missing.push(target);
    }
    // Cancels go first: on one connection the venue frees the old quote before it sees the new.
    for (let i = sent - 1; i >= 0; i--) {
      const order = open[i]!;
      if (!this.#kept[i] && order.cancelable) this.#orders.cancel(order);
    }
    for (const target of missing) {
      this.#orders.submit({
        instrument: this.#instrument,
        side: target.side,
        priceTicks: targetTicks(target),
        qtyLots: target.size,
        timeInForce,
      });
    }
  }

  /** Cancels all quotes. */
  clear(): void {
    this.#orders.cancelAll(this.#instrument);
  }

  /** Marks the nearest open order that can stand for the target as kept. */
  #keepBest(target: QuoteTarget, tolerance: number): boolean {
    const side = sideIndex(target.side);
    const ticks = targetTicks(target);
    let best = -1;
    let bestOff = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#kept.length; i++) {
      const order = this.#open[i]!;
      if (this.#kept[i] || order.sideIndex !== side || order.request === "cancel") continue;
      const off = Math.abs(order.priceTicks - ticks);
      if (off > tolerance || off >= bestOff || order.leavesLots > target.size) continue;
      best = i;
      bestOff = off;
    }
    if (best >= 0) this.#kept[best] = true;
    return best >= 0;
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
