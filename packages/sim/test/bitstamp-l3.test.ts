import { describe, expect, it } from "vitest";
import type { ImportOptions } from "@mexoms/sim";
import { order, other, snapshot, subscribed, T0_MS, trade } from "./bitstamp-lines.ts";
import { orderRowTexts } from "./order-tape.ts";
import { Scratch, importText, type Imported } from "./scratch.ts";

const SPOT = "bitstamp:spot:BTCUSD";
/** A bid and an ask of one order each, known at 100. */
const BOOK = snapshot(100, 90, [["100.00", "1", 11]], [["101.00", "2", 21]]);
const BOOK_ROWS = [
  "clear @90",
  "snapshot buy 100.00 1.00000000 #11 1.00000000 @90",
  "snapshot sell 101.00 2.00000000 #21 2.00000000 @90",
];

async function load(lines: string[], options: Partial<ImportOptions> = {}): Promise<Imported> {
  return importText(new Scratch(), SPOT, [lines.join("")], { format: "bitstamp-l3", ...options });
}

async function rowsAfterBook(...lines: string[]): Promise<string[]> {
  const { tape } = await load([BOOK, ...lines]);
  const rows = orderRowTexts(tape, T0_MS);
  expect(rows.slice(0, BOOK_ROWS.length)).toEqual(BOOK_ROWS);
  return rows.slice(BOOK_ROWS.length);
}

describe("bitstamp-l3", () => {
  it("gives each order's change with the size of its level, and tells cancels and fills alike", async () => {
    const buy = { side: "buy", price: "100.00" } as const;
    expect(
      await rowsAfterBook(
        order("created", { ...buy, at: 110, id: 12, amount: "0.50000000" }),
        order("changed", { ...buy, at: 111, id: 11, amount: "0.40000000", traded: "0.6" }),
        order("deleted", { ...buy, at: 112, id: 11, amount: "0.40000000", traded: "0.6" }),
        order("deleted", { ...buy, at: 113, id: 12, amount: "0.00000000", traded: "0.5" }),
      ),
    ).toEqual([
      "depth buy 100.00 1.50000000 #12 0.50000000 @109",
      "depth buy 100.00 0.90000000 #11 0.40000000 @110",
      "depth buy 100.00 0.50000000 #11 0.00000000 @111",
      "depth buy 100.00 0.00000000 #12 0.00000000 @112",
    ]);
  });

  it("names the resting order of a trade, on the other side of its aggressor", async () => {
    const fields = { price: "100.00", amount: "0.10000000", buyer: 11, seller: 21 } as const;
    expect(
      await rowsAfterBook(
        trade({ ...fields, at: 110, id: 1, aggressor: "sell" }),
        trade({ ...fields, at: 111, id: 2, aggressor: "buy" }),
      ),
    ).toEqual(["trade sell 100.00 0.10000000 #11 @109", "trade buy 100.00 0.10000000 #21 @110"]);
  });

  it("keeps an order that comes to take out of the book; what it could not take rests", async () => {
    const taker = { id: 30, side: "buy", price: "101.50" } as const;
    const maker = { id: 21, side: "sell", price: "101.00", amount: "0", traded: "2" } as const;
    const rows = await rowsAfterBook(
      order("created", { ...taker, at: 110, amount: "3.00000000" }),
      trade({
        at: 111,
        id: 1,
        aggressor: "buy",
        price: "101.00",
        amount: "2",
        buyer: 30,
        seller: 21,
      }),
      order("deleted", { ...maker, at: 112 }),
      order("changed", { ...taker, at: 113, amount: "1.00000000", traded: "2.00000000" }),
    );
    expect(rows).toEqual([
      "trade buy 101.00 2.00000000 #21 @110",
      "depth sell 101.00 0.00000000 #21 0.00000000 @111",
      "depth buy 101.50 1.00000000 #30 1.00000000 @111",
    ]);
  });

  it("never shows an order that takes all it wants, or one without a price", async () => {
    for (const price of ["101.00", "0.00"]) {
      const taker = { id: 30, side: "buy", price } as const;
      const maker = { id: 21, side: "sell", price: "101.00" } as const;
      const rows = await rowsAfterBook(
        order("created", { ...taker, at: 110, amount: "2.00000000" }),
        order("deleted", { ...maker, at: 111, amount: "0", traded: "2" }),
        order("deleted", { ...taker, at: 112, amount: "0", traded: "2" }),
      );
      expect(rows).toEqual(["depth sell 101.00 0.00000000 #21 0.00000000 @110"]);
    }
  });

  it("begins with the first snapshot and applies to it what was received before and happened after", async () => {
    const buy = { side: "buy", price: "100.00" } as const;
    const { tape, report } = await load([
      subscribed(10),
      order("created", { ...buy, at: 20, id: 11, amount: "1.00000000" }), // in the snapshot
      order("created", { ...buy, at: 96, exch: 95, id: 12, amount: "0.50000000" }), // after it
      order("deleted", { ...buy, at: 97, exch: 96, id: 11, amount: "1.00000000" }),
      BOOK,
      other(120),
    ]);
    expect(orderRowTexts(tape, T0_MS)).toEqual([
      "clear @96",
      "snapshot buy 100.00 0.50000000 #12 0.50000000 @96",
      "snapshot sell 101.00 2.00000000 #21 2.00000000 @96",
    ]);
    expect(report.tapes[0]!.lines).toEqual({
      order_created: 2,
      order_deleted: 1,
      other: 1,
      snapshot: 1,
      subscription: 1,
    });
    expect(report.tapes[0]!.notes).toEqual([
      "1 order messages from before the first snapshot were not used.",
    ]);
  });

  it("puts the older order of a snapshot's level first, by its id", async () => {
    const { tape } = await load([
      snapshot(
        100,
        90,
        [
          ["100.00", "1", 12],
          ["100.00", "2", 11],
        ],
        [["101.00", "2", 21]],
      ),
    ]);
    expect(orderRowTexts(tape, T0_MS).slice(1, 3)).toEqual([
      "snapshot buy 100.00 3.00000000 #11 2.00000000 @90",
      "snapshot buy 100.00 3.00000000 #12 1.00000000 @90",
    ]);
  });

  it("says nothing of a later snapshot that agrees, and starts anew from one that does not", async () => {
    const agrees = snapshot(130, 129, [["100.00", "1", 11]], [["101.00", "2", 21]]);
    expect(await rowsAfterBook(agrees)).toEqual([]);
    const differs = snapshot(130, 129, [["100.00", "1", 11]], [["101.00", "1", 21]]);
    const { tape, report } = await load([BOOK, differs]);
    expect(orderRowTexts(tape, T0_MS).slice(3)).toEqual([
      "clear @129",
      "snapshot buy 100.00 1.00000000 #11 1.00000000 @129",
      "snapshot sell 101.00 1.00000000 #21 1.00000000 @129",
    ]);
    expect(report.tapes[0]!.notes).toEqual([
      "The snapshot of input-0:2 is not what the messages had led to.",
    ]);
  });

  it("finds a lost message by the chain of event ids, or by a new subscription, and puts a gap there", async () => {
    const buy = { side: "buy", price: "99.00", amount: "1.00000000" } as const;
    const chained = await load([
      BOOK,
      order("created", { ...buy, at: 110, id: 31, eventId: "b", previousId: "a" }),
      order("created", { ...buy, at: 111, id: 32, eventId: "c", previousId: "b" }),
      order("created", { ...buy, at: 112, id: 33, eventId: "e", previousId: "d" }),
    ]);
    expect(orderRowTexts(chained.tape, T0_MS).filter((row) => row.startsWith("gap"))).toEqual([
      "gap @110",
    ]);
    expect(chained.report.tapes[0]!.gaps).toEqual([
      { file: "input-0", line: 4, what: "it follows on event d, but the last one received is c" },
    ]);
    const again = await load([
      BOOK,
      order("created", { ...buy, at: 110, id: 31 }),
      subscribed(111),
      order("created", { ...buy, at: 112, id: 32 }),
      snapshot(
        120,
        119,
        [
          ["99.00", "1", 31],
          ["99.00", "1", 32],
        ],
        [],
      ),
    ]);
    expect(again.report.tapes[0]!.gaps).toHaveLength(1);
    expect(orderRowTexts(again.tape, T0_MS).slice(-3)[0]).toBe("clear @119");
  });

  it("counts what it cannot place and says so, and inserts an order that is known by a change alone", async () => {
    const { tape, report } = await load([
      BOOK,
      order("deleted", { at: 110, id: 77, side: "buy", price: "99.00", amount: "1" }),
      order("changed", {
        at: 111,
        id: 78,
        side: "buy",
        price: "99.00",
        amount: "0.5",
        traded: "1",
      }),
      order("created", { at: 112, id: 79, side: "sell", price: "99999999.00", amount: "1" }),
      order("created", { at: 113, exch: 100, id: 80, side: "buy", price: "98.00", amount: "1" }),
    ]);
    expect(orderRowTexts(tape, T0_MS).slice(3)).toEqual([
      "depth buy 99.00 0.50000000 #78 0.50000000 @110",
      "depth buy 98.00 1.00000000 #80 1.00000000 @110",
    ]);
    expect(report.tapes[0]!.notes).toEqual([
      "2 changes and deletions of orders that were not in the book.",
      "1 messages of orders with prices beyond what a tape holds were left out.",
      "1 order messages were older than the one before them and took its time.",
    ]);
  });

  it("gives ids that no double holds a number that is the same in every recording", async () => {
    const ids = await Promise.all(
      ["99007199254740993", "99007199254740995"].map(async (id) => {
        const line = { at: 110, id, side: "buy", price: "99.00", amount: "1" } as const;
        const rows = await rowsAfterBook(order("created", line));
        expect(await rowsAfterBook(order("created", line))).toEqual(rows);
        return /#(-\d+)/.exec(rows[0]!)?.[1];
      }),
    );
    expect(ids[0]).toBeDefined();
    expect(ids[0]).not.toBe(ids[1]);
  });

  const bad: readonly (readonly [what: string, line: string, error: RegExp])[] = [
    [
      "another symbol",
      order("created", { at: 110, id: 1, side: "buy", price: "1", amount: "1", symbol: "ethusd" }),
      /input-0:2: channel: "live_orders_ethusd" is not "live_orders_btcusd"/,
    ],
    [
      "a price off the grid",
      order("created", { at: 110, id: 1, side: "buy", price: "1.001", amount: "1" }),
      /input-0:2: price: 1.001 is not a multiple of the tick size 0.01/,
    ],
    [
      "an order that is there already",
      order("created", { at: 110, id: 11, side: "buy", price: "1", amount: "1" }),
      /input-0:2: id: order 11 is in the book already/,
    ],
    [
      "a line that is cut short",
      `${T0_MS + 110}000000 {"data":{"id":1\n`,
      /input-0:2: json: .*cut/,
    ],
    [
      "a snapshot without order ids",
      `${T0_MS + 110}000000 {"microtimestamp":"1","bids":[["1","1"]],"asks":[]}\n`,
      /input-0:2: bids\[0\]: is not \[price, amount, order id\]: ask for the book with group=2/,
    ],
    ["time that goes back", other(50), /input-0:2: local time: goes back by/],
  ];
  it.each(bad)(
    "refuses %s with file, line and field, and sets it aside when lenient",
    async (...args) => {
      const [, line, error] = args;
      await expect(load([BOOK, line])).rejects.toThrow(error);
      const { tape, report } = await load([BOOK, line], { lenient: true });
      expect(orderRowTexts(tape, T0_MS)).toEqual(BOOK_ROWS);
      expect(report.tapes[0]!.lines["quarantined"]).toBe(1);
    },
  );

  it("refuses a recording without a snapshot, since its book is not known", async () => {
    const line = order("created", { at: 110, id: 1, side: "buy", price: "1", amount: "1" });
    await expect(load([line])).rejects.toThrow(/snapshot: is missing.*group=2/);
  });
});
