import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError } from "../errors.ts";
import { BUY, type Side, sideIndex, sideName } from "../market/side.ts";
import type { OrderRecord } from "../order/order-record.ts";
import type { TimeInForce } from "../order/order.ts";
import type { Orders } from "./orders.ts";

const UNCAPPED = { buy: Number.POSITIVE_INFINITY, sell: Number.POSITIVE_INFINITY };
const AS_USUAL: QuoteOptions = {};

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
  /** Of each call, by open order and by target. Arrays that are emptied would be allocated anew. */
  #kept: Uint8Array = new Uint8Array(8);
  #missing: Uint8Array = new Uint8Array(8);
  readonly #keptLots: Float64Array = new Float64Array(2);
  readonly #openLots: Float64Array = new Float64Array(2);

  constructor(instrument: Instrument, open: readonly OrderRecord[], orders: Orders) {
    this.#instrument = instrument;
    this.#open = open;
    this.#orders = orders;
  }

  /** Makes `targets` the quotes, most important first. Throws ConfigError for a bad target. */
  target(targets: readonly QuoteTarget[], options: QuoteOptions = AS_USUAL): void {
    const tolerance = options.toleranceTicks ?? 0;
    const timeInForce = options.timeInForce ?? "post-only";
    const cap = options.maxOpenLots ?? UNCAPPED;
    this.#keep(targets, tolerance, cap);
    // Cancels go first: on one connection the venue frees the old quote before it sees the new.
    const open = this.#open.length;
    for (let i = 0; i < open; i++) {
      const order = this.#open[i]!;
      if (this.#kept[i] === 0 && order.cancelable) this.#orders.cancel(order);
    }
    const openLots = this.#openLots.fill(0);
    for (const order of this.#open) openLots[order.sideIndex]! += order.leavesLots;
    for (let i = 0; i < targets.length; i++) {
      if (this.#missing[i] === 0) continue;
      const target = targets[i]!;
      const { side, size } = target;
      const index = sideIndex(side);
      if (openLots[index]! + size > cap[side]) continue;
      openLots[index]! += size;
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

  /** Finds which open orders stay, and which targets have none. */
  #keep(
    targets: readonly QuoteTarget[],
    tolerance: number,
    cap: { readonly buy: number; readonly sell: number },
  ): void {
    this.#kept = cleared(this.#kept, this.#open.length);
    this.#missing = cleared(this.#missing, targets.length);
    const keptLots = this.#keptLots.fill(0);
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      const side = sideIndex(target.side);
      const lots = this.#keepNearest(target, tolerance, cap[target.side] - keptLots[side]!);
      keptLots[side]! += lots;
      if (lots === 0) this.#missing[i] = 1;
    }
  }

  /** Keeps the nearest open order that can stand for the target. Returns its lots, 0 for none. */
  #keepNearest(target: QuoteTarget, tolerance: number, maxLots: number): number {
    const side = sideIndex(target.side);
    const ticks = targetTicks(target);
    const most = Math.min(target.size, maxLots);
    let best = -1;
    let bestOff = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#open.length; i++) {
      const order = this.#open[i]!;
      if (this.#kept[i] === 1 || order.sideIndex !== side || order.request === "cancel") continue;
      const off = Math.abs(order.priceTicks - ticks);
      if (off > tolerance || off >= bestOff) continue;
      if (order.leavesLots > most || order.qtyLots < target.size) continue;
      best = i;
      bestOff = off;
    }
    if (best < 0) return 0;
    this.#kept[best] = 1;
    return this.#open[best]!.leavesLots;
  }
}

/** Zeros for `count` flags, in the memory of before if it is enough. */
function cleared(flags: Uint8Array, count: number): Uint8Array {
  return count > flags.length ? new Uint8Array(2 * count) : flags.fill(0, 0, count);
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
