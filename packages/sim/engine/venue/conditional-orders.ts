import { type Book, BUY, NO_LEVEL, SELL, sideSign } from "@mexoms/core/internal";
import { BY_LAST, BY_QUOTE } from "./messages.ts";
import type { VenueRequest } from "./venue-request.ts";

/** No trade has been seen. */
const NO_PRICE = Number.NaN;

/**
 * A stop that waits. Prices are signed half ticks, so that the middle of a book is whole and one
 * comparison serves both sides: doubled ticks for a buy, minus doubled ticks for a sell.
 */
interface Waiting {
  request: VenueRequest;
  /** It fires at this price and above; Infinity for a trailing stop that does not follow yet. */
  level: number;
  /** Best price of a trailing stop since it follows. */
  best: number;
  fired: boolean;
}

/**
 * Stops of one instrument that wait at the venue for their trigger, oldest first. They are in no
 * book and no queue. Those that look at trades are asked about a trade only beyond `below` or
 * `above`; those that look at the book only when its best prices have changed.
 */
export class ConditionalOrders {
  /** A trade at this price or above, or at `below` or under it, may matter to one. In ticks. */
  above: number = NO_LEVEL;
  below: number = -NO_LEVEL;
  /** How many look at the book. */
  byBook = 0;
  /** Price of the last trade in ticks, 0 before the first. */
  lastTicks = 0;
  readonly #book: Book;
  readonly #waiting: Waiting[] = [];

  constructor(book: Book) {
    this.#book = book;
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** The order as it waits, with what was amended, or undefined. */
  find(account: number, orderId: number): VenueRequest | undefined {
    return this.#find(account, orderId)?.request;
  }

  /** Whether a trigger is reached by the prices that are known now. A trailing one never is. */
  isReached(request: VenueRequest): boolean {
    return request.trailTicks === 0 && this.#priceFor(request) >= levelOf(request);
  }

  /** Adds a copy of the order. */
  add(request: VenueRequest): void {
    const level = request.trailTicks > 0 ? Number.POSITIVE_INFINITY : levelOf(request);
    const order = { request: { ...request }, level, best: Number.POSITIVE_INFINITY, fired: false };
    this.#waiting.push(order);
    if (request.trailTicks > 0) look(order, this.#priceFor(request));
    this.#changed();
  }

  /** Replaces what an order asks for. A trailing stop goes on following. */
  replace(request: VenueRequest): void {
    const order = this.#find(request.account, request.orderId)!;
    order.request = request;
    if (request.trailTicks === 0) order.level = levelOf(request);
    this.#changed();
  }

  remove(account: number, orderId: number): void {
    const order = this.#find(account, orderId)!;
    this.#waiting.splice(this.#waiting.indexOf(order), 1);
    this.#changed();
  }

  /** Orders of an account, oldest first. */
  of(account: number): VenueRequest[] {
    return this.#waiting.map(({ request }) => request).filter((one) => one.account === account);
  }

  /** A trade at `lastTicks` that is beyond `above` or `below`. True when one fired. */
  traded(): boolean {
    return this.#lookAll((by) => by === BY_LAST);
  }

  /** The best prices have changed. True when one fired. */
  bookChanged(): boolean {
    return this.#lookAll((by) => by !== BY_LAST);
  }

  /** Takes out those that have fired, oldest first. */
  takeFired(): VenueRequest[] {
    const fired = this.#waiting.filter((order) => order.fired);
    for (const order of fired) this.#waiting.splice(this.#waiting.indexOf(order), 1);
    this.#changed();
    return fired.map(({ request }) => request);
  }

  #find(account: number, orderId: number): Waiting | undefined {
    return this.#waiting.find(
      ({ request }) => request.account === account && request.orderId === orderId,
    );
  }

  #lookAll(concerns: (triggerBy: number) => boolean): boolean {
    let fired = false;
    for (const order of this.#waiting) {
      if (!concerns(order.request.triggerBy)) continue;
      look(order, this.#priceFor(order.request));
      fired ||= order.fired;
    }
    this.#changed();
    return fired;
  }

  /** The price that an order looks at, in its signed half ticks; NaN when it is not known. */
  #priceFor({ side, triggerBy }: VenueRequest): number {
    const sign = sideSign(side);
    if (triggerBy === BY_LAST) return this.lastTicks === 0 ? NO_PRICE : sign * 2 * this.lastTicks;
    const book = this.#book;
    if (book.gapped || !book.has(BUY) || !book.has(SELL)) return NO_PRICE;
    if (triggerBy === BY_QUOTE) return sign * 2 * book.bestTicks(1 - side);
    return sign * (book.bestTicks(BUY) + book.bestTicks(SELL));
  }

  /** Sets what the market must do for an order to be looked at. */
  #changed(): void {
    this.above = NO_LEVEL;
    this.below = -NO_LEVEL;
    this.byBook = 0;
    for (const { request, level, best } of this.#waiting) {
      if (request.triggerBy !== BY_LAST) {
        this.byBook += 1;
        continue;
      }
      // A trailing stop that has no price yet takes any, one that has one a better one.
      const follows = Number.isFinite(best);
      const starts = request.activationTicks > 0 ? activationOf(request) : Number.MAX_SAFE_INTEGER;
      const worse = level / 2;
      const better = request.trailTicks === 0 ? -NO_LEVEL : (follows ? best - 2 : starts) / 2;
      const buys = request.side === BUY;
      this.above = Math.min(this.above, buys ? worse : -better);
      this.below = Math.max(this.below, buys ? better : -worse);
    }
  }
}

function levelOf({ side, triggerTicks }: VenueRequest): number {
  return sideSign(side) * 2 * triggerTicks;
}

function activationOf({ side, activationTicks }: VenueRequest): number {
  return sideSign(side) * 2 * activationTicks;
}

/** Shows an order a price. Nothing is larger or smaller than NaN, the price that is not known. */
function look(order: Waiting, price: number): void {
  const { request } = order;
  if (request.trailTicks > 0) {
    const starts =
      Number.isFinite(order.best) ||
      request.activationTicks === 0 ||
      price <= activationOf(request);
    if (starts && price < order.best) {
      order.best = price;
      order.level = price + 2 * request.trailTicks;
    }
  }
  if (price >= order.level) order.fired = true;
}
