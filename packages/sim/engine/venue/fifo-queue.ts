import {
  BUY,
  type Ladder,
  type MarketRows,
  NO_LEVEL,
  ROW_BUY,
  ROW_CLEAR,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  SELL,
} from "@mexoms/core/internal";
import { RealOrders } from "./real-orders.ts";
import type { RestingOrders } from "./resting-orders.ts";

const UNKNOWN = -1;
const NO_COLUMN = new Float64Array(0);

/**
 * The places of own orders among the real ones of an order-by-order tape. Whether a real order
 * stands ahead of an own one is a comparison of two numbers: the times at which they took their
 * places. So no list of a level's orders is kept, and what a row costs does not depend on how many
 * orders there are. Of an own order, `front` is what stands ahead of it in lots, and `traded` the
 * part that a trade has taken there and no change of an order has shown yet.
 */
export class FifoQueue {
  readonly #real: RealOrders = new RealOrders();
  readonly #bids: RestingOrders;
  readonly #asks: RestingOrders;
  /** The last place given to a real order; an own order stands behind all places given so far. */
  #last = 0;
  /** The place of orders that a snapshot shows after a gap and that were not known before it. */
  #gapPlace = 0;
  #gapped = true;
  // The trade that is being shared out: its maker's place, its lots, and those given away.
  #makerSince = UNKNOWN;
  #tradeLots = 0;
  #given = 0;

  constructor(bids: RestingOrders, asks: RestingOrders) {
    this.#bids = bids;
    this.#asks = asks;
  }

  /** An own order in `slot` takes its place behind all that rests at its level. */
  stand(own: RestingOrders, slot: number, ladder: Ladder): void {
    own.since[slot] = this.#last;
    own.front[slot] = ladder.lotsAt(own.key[slot]!);
  }

  /** Row `i` is a depth or snapshot row: one order has changed. */
  change(rows: MarketRows, i: number): void {
    const real = this.#real;
    const ids = rows.orderId ?? NO_COLUMN;
    if (ids[i] === 0) return;
    const lots = rows.orderLots![i]!;
    const event = rows.event[i]!;
    const side = (event & ROW_BUY) !== 0 ? BUY : SELL;
    const snapshot = (event & ROW_KIND_MASK) === ROW_SNAPSHOT;
    if (!snapshot) this.#gapped = false;
    let slot = real.find(ids, i);
    if (slot < 0) {
      if (lots === 0) return;
      slot = real.add(ids, i);
      this.#enter(slot, side, rows.priceTicks[i]!, snapshot && this.#gapped);
      real.lots[slot] = lots;
      this.#shift(slot, lots);
      return;
    }
    const before = real.lots[slot]!;
    const same = real.side[slot] === side && real.priceTicks[slot] === rows.priceTicks[i]!;
    if (before === 0) {
      if (lots === 0) return;
      const kept = snapshot && same && lots <= real.clearedLots[slot]!;
      real.revive(slot);
      if (!kept) this.#enter(slot, side, rows.priceTicks[i]!, snapshot && this.#gapped);
      real.lots[slot] = lots;
      this.#shift(slot, lots);
    } else if (same && lots <= before) {
      this.#shift(slot, lots - before);
      if (lots === 0) real.bury(slot);
      else real.lots[slot] = lots;
    } else {
      // Another price or more lots: it leaves its place and queues up again.
      this.#shift(slot, -before);
      if (lots === 0) real.bury(slot);
      else {
        this.#enter(slot, side, rows.priceTicks[i]!, false);
        real.lots[slot] = lots;
      }
    }
  }

  /** Row `i` is a clear or a gap. */
  clear(rows: MarketRows, i: number): void {
    const event = rows.event[i]!;
    const kind = event & ROW_KIND_MASK;
    if (kind === ROW_GAP) {
      if (!this.#gapped) this.#gapPlace = this.#last += 1;
      this.#gapped = true;
      return;
    }
    if (kind !== ROW_CLEAR) return;
    const ticks = rows.priceTicks[i]!;
    if ((event & ROW_SELL) === 0) this.#clearSide(BUY, (event & ROW_BUY) !== 0 ? -ticks : NO_LEVEL);
    if ((event & ROW_BUY) === 0) this.#clearSide(SELL, (event & ROW_SELL) !== 0 ? ticks : NO_LEVEL);
  }

  /** Row `i` is a trade that may reach own orders at its price: `reached` shares it out. */
  startTrade(rows: MarketRows, i: number, restingSide: number): void {
    this.#tradeLots = rows.qtyLots[i]!;
    this.#given = 0;
    this.#makerSince = UNKNOWN;
    const ids = rows.orderId!;
    if (ids[i] === 0) return;
    const slot = this.#real.find(ids, i);
    if (slot < 0 || this.#real.side[slot] !== restingSide) return;
    if (this.#real.priceTicks[slot] === rows.priceTicks[i]!) {
      this.#makerSince = this.#real.since[slot]!;
    }
  }

  /** Lots of the trade that reach the own order in `slot`. Ask oldest order first. */
  reached(own: RestingOrders, slot: number): number {
    if (this.#makerSince !== UNKNOWN) {
      // The maker's row tells what it lost; those ahead of the maker got all that it got.
      return this.#makerSince > own.since[slot]! ? this.#tradeLots - this.#given : 0;
    }
    const ahead = Math.min(own.front[slot]!, this.#tradeLots);
    own.front[slot] = own.front[slot]! - ahead;
    own.traded[slot] = own.traded[slot]! + ahead;
    return this.#tradeLots - ahead - this.#given;
  }

  /** An own order got `lots` of the trade: they are not given to another one. */
  give(lots: number): void {
    this.#given += lots;
  }

  #enter(slot: number, side: number, priceTicks: number, inGap: boolean): void {
    const real = this.#real;
    real.side[slot] = side;
    real.priceTicks[slot] = priceTicks;
    real.since[slot] = inGap ? this.#gapPlace : (this.#last += 1);
  }

  /** A real order has gained (or lost) lots: so have the fronts of own orders behind it. */
  #shift(slot: number, lots: number): void {
    const real = this.#real;
    const own = real.side[slot] === BUY ? this.#bids : this.#asks;
    const ticks = real.priceTicks[slot]!;
    const key = own === this.#bids ? -ticks : ticks;
    if (key < own.best || key > own.worst) return;
    const since = real.since[slot]!;
    for (let at = own.firstAt(key); at >= 0; at = own.nextAt(at)) {
      if (own.since[at]! < since) continue;
      const shown = lots < 0 ? Math.min(-lots, own.traded[at]!) : 0;
      own.traded[at] = own.traded[at]! - shown;
      own.front[at] = own.front[at]! + lots + shown;
    }
  }

  /** Nobody is known to stand ahead of own orders there until a snapshot says who does. */
  #clearSide(side: number, lastKey: number): void {
    const own = side === BUY ? this.#bids : this.#asks;
    for (const slot of own.slots) {
      if (own.key[slot]! > lastKey) continue;
      own.front[slot] = 0;
      own.traded[slot] = 0;
    }
    this.#real.clear(side, lastKey);
  }
}
