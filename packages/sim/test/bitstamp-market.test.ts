import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { order, snapshot, subscribed, T0_MS, trade } from "./bitstamp-lines.ts";
import { orderRowTexts } from "./order-tape.ts";
import { Scratch, importText } from "./scratch.ts";
import { OrderRows } from "./venue/order-rows.ts";

type Side = "buy" | "sell";
const price = (ticks: number): string => (ticks / 100).toFixed(2);
const amount = (lots: number): string => (lots / 1e8).toFixed(8);

const act = fc.record({
  kind: fc.constantFrom("limit", "limit", "limit", "market", "cancel", "snapshot"),
  side: fc.constantFrom<Side[]>("buy", "sell"),
  ticks: fc.integer({ min: 10_000, max: 10_006 }),
  lots: fc.integer({ min: 1, max: 9 }),
  which: fc.nat(20),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** A venue that matches orders and tells of it as Bitstamp does, and what its book was meanwhile. */
class Venue {
  readonly truth = new OrderRows();
  readonly lines: string[] = [subscribed(1)];
  #ms = 10;
  #tradeId = 0;
  #nextId = 100;

  do({ kind, side, ticks, lots, which }: Act): void {
    this.truth.at((this.#ms += 1));
    const takerFirst = which % 2 === 0; // in which order the messages of a match come
    if (kind === "limit") this.#arrive(side, price(ticks), lots, ticks, takerFirst);
    else if (kind === "market") this.#arrive(side, "0", lots, undefined, takerFirst);
    else if (kind === "snapshot") this.tellBook();
    else {
      const resting = this.truth.orders[which % Math.max(1, this.truth.orders.length)];
      if (resting) this.#tell("deleted", resting, resting.lots, 0);
      if (resting) this.truth.set(resting.id, resting.side, resting.ticks, 0);
    }
  }

  tellBook(): void {
    const side = (of: Side): [string, string, number][] =>
      this.truth.orders
        .filter((each) => each.side === of)
        .map(({ id, ticks, lots }) => [price(ticks), amount(lots), id]);
    this.lines.push(snapshot(this.#ms + 1, this.#ms, side("buy"), side("sell")));
  }

  #arrive(
    side: Side,
    text: string,
    lots: number,
    limit: number | undefined,
    takerFirst: boolean,
  ): void {
    const id = this.#nextId++;
    const taker = { id, side, price: text };
    const line = (left: number): Parameters<typeof order>[1] => ({
      ...taker,
      at: this.#ms + 1,
      exch: this.#ms,
      amount: amount(left),
      traded: amount(lots - left),
    });
    this.lines.push(order("created", line(lots)));
    const makersFrom = this.lines.length;
    let left = lots;
    for (;;) {
      const best = this.truth.best(side === "buy" ? "sell" : "buy");
      const reaches = limit === undefined || (side === "buy" ? best! <= limit : best! >= limit);
      if (left === 0 || best === undefined || !reaches) break;
      const maker = this.truth.orders.find((each) => each.ticks === best && each.side !== side)!;
      const got = Math.min(left, maker.lots);
      left -= got;
      const [buyer, seller] = side === "buy" ? [id, maker.id] : [maker.id, id];
      const at = this.#ms + 1;
      const fields = { at, id: ++this.#tradeId, aggressor: side, buyer, seller };
      this.lines.push(trade({ ...fields, price: price(best), amount: amount(got) }));
      this.truth.trade(side, best, got, maker.id);
      this.#tell(got === maker.lots ? "deleted" : "changed", maker, maker.lots - got, got);
      this.truth.set(maker.id, maker.side, maker.ticks, maker.lots - got);
    }
    const rests = left > 0 && limit !== undefined;
    const own = rests && left === lots ? [] : [order(rests ? "changed" : "deleted", line(left))];
    this.lines.splice(takerFirst ? makersFrom : this.lines.length, 0, ...own);
    if (rests) this.truth.set(id, side, limit, left);
  }

  #tell(
    change: "changed" | "deleted",
    resting: { id: number; side: Side; ticks: number },
    left: number,
    traded: number,
  ): void {
    const { id, side, ticks } = resting;
    const fields = { at: this.#ms + 1, exch: this.#ms, id, side, price: price(ticks) };
    this.lines.push(order(change, { ...fields, amount: amount(left), traded: amount(traded) }));
  }
}

describe("bitstamp-l3", () => {
  it("rebuilds the book, order by order, of a venue that matches orders of every kind", async () => {
    let takers = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 60, size: "max" }),
        fc.nat(59),
        async (acts, known) => {
          const venue = new Venue();
          for (const each of acts.slice(0, known)) if (each.kind !== "snapshot") venue.do(each);
          venue.truth.rows.length = 0;
          venue.tellBook();
          for (const each of acts.slice(known)) venue.do(each);
          venue.truth.at(1e6).set(1, "buy", 1, 1);
          venue.lines.push(
            order("created", { at: 1e6 + 1, id: 1, side: "buy", price: "0.01", amount: amount(1) }),
          );
          const { tape, report } = await importText(
            new Scratch(),
            "bitstamp:spot:BTCUSD",
            [venue.lines.join("")],
            { format: "bitstamp-l3" },
          );
          const expected = venue.truth.rows.map(([kind, side, ticks, lots, ns, id, left]) => {
            const what = `${kind} ${side} ${price(ticks)} ${amount(lots)} #${id}`;
            return `${what}${kind === "trade" ? "" : ` ${amount(left!)}`} @${ns as number}`;
          });
          const got = orderRowTexts(tape, T0_MS).filter((row) => /^(depth|trade)/.test(row));
          // A trade of before the first snapshot is told, a change of the book is not.
          const changes = (rows: string[]): string[] =>
            rows.filter((row) => row.startsWith("depth"));
          expect(changes(got)).toEqual(changes(expected));
          expect(got.slice(-expected.length).toSorted()).toEqual(expected.toSorted());
          expect(report.tapes[0]!.notes.filter((note) => /was not|not what/.test(note))).toEqual(
            [],
          );
          takers += expected.filter((row) => row.startsWith("trade")).length;
        },
      ),
      { numRuns: 60 },
    );
    expect(takers).toBeGreaterThan(100);
  });
});
