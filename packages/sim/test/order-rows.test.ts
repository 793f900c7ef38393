import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadTape, openTape, type Tape, writeTape } from "@mexoms/sim";
import { allRows, tapeFromRows } from "@mexoms/sim/engine";
import { run } from "./driver/run.ts";
import { type Row, tape } from "./driver/tape.ts";
import { Scratch } from "./scratch.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const L3 = openTape(path.join(ROOT, "data/tapes/synthetic-l3-BTCUSDT.tape"), { verify: true });
const ROWS: readonly Row[] = [
  ["depth", "buy", 100, 3, 0, 1, 3],
  ["depth", "buy", 100, 5, 1, 2, 2],
  ["trade", "sell", 100, 1, 2, 1, 0],
];

/** What quoting both best prices every 100 ms comes to. */
function quotes(on: Tape, queue: string): string {
  const { instrument } = on;
  const result = run(
    on,
    (ctx) => {
      ctx.every("100ms", () => {
        const book = ctx.book(instrument);
        if (!book.valid) return;
        ctx.quotes(instrument).target([
          { side: "buy", price: book.bid, size: 5 },
          { side: "sell", price: book.ask, size: 5 },
        ]);
      });
    },
    { queue, exchange: "partial", latency: [1e6, 1e6] },
  );
  expect(result.fills.length).toBeGreaterThan(50);
  return result.digest;
}

describe("order-by-order tapes", () => {
  it("give the same run from memory, from a file, and in blocks of any size", () => {
    const scratch = new Scratch();
    const expected = quotes(loadTape(L3), "fifo");
    expect(quotes(L3, "fifo")).toBe(expected);
    expect(quotes(loadTape(L3, 777), "fifo")).toBe(expected);
    const file = scratch.file("small.tape");
    writeTape(file, L3, { blockRows: 1000 });
    expect(quotes(openTape(file, { verify: true }), "fifo")).toBe(expected);
    expect(quotes(L3, "power3:3")).not.toBe(expected);
  });

  it("have a digest that depends on every order, and without their columns that of levels", () => {
    const whole = tape(ROWS);
    expect(whole.extraColumns).toEqual(["orderId", "orderLots"]);
    const other = ROWS.map(([kind, side, ticks, lots, ns, id, left]): Row => {
      return [kind, side, ticks, lots, ns, id === 2 ? 3 : id!, left!];
    });
    expect(tape(other).digest).not.toBe(whole.digest);
    const levels = ROWS.map(([kind, side, ticks, lots, ns]): Row => [kind, side, ticks, lots, ns]);
    const { event, exchNs, localNs, priceTicks, qtyLots } = allRows(whole);
    const without = { event, exchNs, localNs, priceTicks, qtyLots };
    const { instrument, epochNs, source } = whole;
    expect(tapeFromRows({ instrument, epochNs, source, rows: without }).digest).toBe(
      tape(levels).digest,
    );
  });

  const bad: readonly (readonly [row: Row, error: RegExp])[] = [
    [["depth", "buy", 100, 3, 0, 0, 3], /rows:1: orderId: is missing: each change/],
    [["depth", "buy", 100, 3, 0, 1.5, 3], /rows:1: orderId: 1.5 is not a whole number/],
    [["depth", "buy", 100, 3, 0, 1, 4], /rows:1: orderLots: 4 is more than its level holds/],
    [["depth", "buy", 100, 3, 0, 1, -1], /rows:1: orderLots: -1 is not a count/],
    [["trade", "buy", 100, 3, 0, 1, 1], /rows:1: orderLots: must be 0 on a row of this kind/],
    [["gap", "none", 0, 0, 0, 1, 0], /rows:1: orderId: must be 0 on a row of this kind/],
  ];
  it.each(bad)("refuse the row %j, naming it and the field", (row, error) => {
    expect(() => tape([row])).toThrow(error);
  });
});
