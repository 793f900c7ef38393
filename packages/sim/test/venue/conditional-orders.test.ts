import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Book, BUY, SELL } from "@mexoms/core/internal";
import { ConditionalOrders } from "../../engine/venue/conditional-orders.ts";
import {
  BY_LAST,
  BY_MID,
  BY_QUOTE,
  REQUEST_SUBMIT,
  TIF_GTC,
  TYPE_MARKET,
} from "../../engine/venue/messages.ts";
import type { VenueRequest } from "../../engine/venue/venue-request.ts";

interface Terms {
  readonly side: number;
  readonly triggerTicks: number;
  readonly trailTicks: number;
  readonly activationTicks: number;
  readonly triggerBy: number;
}

/** A stop as its rule reads, looked at with every price of the kind that it asks for. */
class NaiveStop {
  readonly id: number;
  readonly #terms: Terms;
  #best: number | undefined;

  constructor(id: number, terms: Terms) {
    this.id = id;
    this.#terms = terms;
  }

  /** True when it wakes up at a price. */
  sees(price: number | undefined): boolean {
    if (price === undefined) return false;
    const { side, triggerTicks, trailTicks, activationTicks } = this.#terms;
    const buys = side === BUY;
    if (trailTicks === 0) return buys ? price >= triggerTicks : price <= triggerTicks;
    if (this.#best === undefined) {
      const active = buys ? price <= activationTicks : price >= activationTicks;
      if (activationTicks !== 0 && !active) return false;
      this.#best = price;
    }
    this.#best = buys ? Math.min(this.#best, price) : Math.max(this.#best, price);
    return buys ? price >= this.#best + trailTicks : price <= this.#best - trailTicks;
  }
}

class NaiveMarket {
  last: number | undefined;
  bid: number | undefined;
  ask: number | undefined;

  priceFor({ side, triggerBy }: Terms): number | undefined {
    if (triggerBy === BY_LAST) return this.last;
    if (this.bid === undefined || this.ask === undefined) return undefined;
    if (triggerBy === BY_QUOTE) return side === BUY ? this.ask : this.bid;
    return (this.bid + this.ask) / 2;
  }
}

const side = fc.constantFrom(BUY, SELL);
const ticks = fc.integer({ min: 95, max: 110 });
const terms = fc
  .record({
    side,
    ticks,
    distance: fc.integer({ min: 1, max: 5 }),
    trails: fc.boolean(),
    activationTicks: fc.oneof(fc.constant(0), ticks),
    triggerBy: fc.constantFrom(BY_LAST, BY_LAST, BY_QUOTE, BY_MID),
  })
  .map(({ ticks: triggerTicks, distance, trails, activationTicks, ...rest }): Terms => ({
    ...rest,
    triggerTicks: trails ? 0 : triggerTicks,
    trailTicks: trails ? distance : 0,
    activationTicks: trails ? activationTicks : 0,
  }));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("trade" as const), ticks }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("book" as const),
      ticks,
      spread: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("add" as const), terms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), at: fc.nat() }) },
);

function requestOf(orderId: number, of: Terms): VenueRequest {
  return {
    ...of,
    orderId,
    event: 0,
    kind: REQUEST_SUBMIT,
    account: 0,
    priceTicks: 1,
    qtyLots: 1,
    timeInForce: TIF_GTC,
    type: TYPE_MARKET,
    displayLots: 0,
    reduceOnly: false,
    expiresNs: 0,
    batch: 0,
    selfTrade: undefined,
  };
}

describe("ConditionalOrders", () => {
  it("fires what a list would that shows every order every price", () => {
    let fires = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const book = new Book();
        const stops = new ConditionalOrders(book);
        const market = new NaiveMarket();
        let naive: { readonly stop: NaiveStop; readonly terms: Terms }[] = [];
        const expectFired = (by: (triggerBy: number) => boolean): void => {
          const fired = naive.filter((one) => {
            return by(one.terms.triggerBy) && one.stop.sees(market.priceFor(one.terms));
          });
          naive = naive.filter((one) => !fired.includes(one));
          expect(stops.takeFired().map(({ orderId }) => orderId)).toEqual(
            fired.map(({ stop }) => stop.id),
          );
          fires += fired.length;
        };
        steps.forEach((one, id) => {
          if (one.kind === "add") {
            const request = requestOf(id, one.terms);
            const stop = new NaiveStop(id, one.terms);
            const reached = stop.sees(market.priceFor(one.terms));
            expect(stops.isReached(request)).toBe(reached);
            if (reached) return;
            stops.add(request);
            naive.push({ stop, terms: one.terms });
          } else if (one.kind === "remove") {
            const [gone] = naive.splice(one.at % Math.max(1, naive.length), 1);
            if (gone) stops.remove(0, gone.stop.id);
            expect(stops.count).toBe(naive.length);
          } else if (one.kind === "trade") {
            market.last = one.ticks;
            stops.lastTicks = one.ticks;
            // As the venue does: not asked about prices between the two.
            if (one.ticks >= stops.above || one.ticks <= stops.below) stops.traded();
            expectFired((by) => by === BY_LAST);
          } else {
            market.bid = one.ticks;
            market.ask = one.ticks + one.spread;
            setBook(book, market.bid, market.ask);
            if (stops.byBook > 0) stops.bookChanged();
            expectFired((by) => by !== BY_LAST);
          }
        });
      }),
      { numRuns: 1000 },
    );
    expect(fires).toBeGreaterThan(1000);
  });
});

function setBook(book: Book, bid: number, ask: number): void {
  for (const at of [BUY, SELL]) {
    for (const { priceTicks } of book.levels(at, 100)) book.set(at, priceTicks, 0);
  }
  book.set(BUY, bid, 1);
  book.set(SELL, ask, 1);
}
