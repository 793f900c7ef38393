import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exportCsv, importRecorder, openTape } from "@mexoms/sim";
import { Scratch, importText, type Imported } from "./scratch.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const TAPE = path.join(ROOT, "data/tapes/synthetic-l3-BTCUSDT.tape");
const HEADER = "exch_ns,local_ns,kind,side,price,qty,order_id,order_qty";
const NS = "1704067200000000000,1704067200000000001";

async function load(...lines: string[]): Promise<Imported> {
  const text = [HEADER, ...lines.map((line) => `${NS},${line}`)].join("\n");
  return importText(new Scratch(), "synthetic:l3:BTCUSDT", [text], { format: "mexoms-csv" });
}

describe("mexoms-csv of single orders", () => {
  it("comes back from an export with the same digest, also compressed", async () => {
    const scratch = new Scratch();
    const tape = openTape(TAPE, { verify: true });
    for (const name of ["l3.csv", "l3.csv.gz"]) {
      exportCsv(tape, scratch.file(name));
      const report = await importRecorder({
        format: "mexoms-csv",
        sources: [
          { instrument: tape.instrument, files: [scratch.file(name)], out: scratch.file("b.tape") },
        ],
        lenient: false,
      });
      expect(report.tapes[0]!.digest).toBe(tape.digest);
    }
    expect(readFileSync(scratch.file("l3.csv"), "utf8").slice(0, HEADER.length)).toBe(HEADER);
  });

  const bad: readonly (readonly [what: string, lines: string[], error: RegExp])[] = [
    [
      "a level that its orders do not make",
      ["depth,buy,60000,2,7,1"],
      /:2: qty: is 20000 lots, .*10000/,
    ],
    ["a change of no order", ["depth,buy,60000,2,,2"], /:2: order_id: is missing/],
    [
      "a change that does not say what is left",
      ["depth,buy,60000,2,7,"],
      /:2: order_qty: is missing/,
    ],
    [
      "an order at two prices",
      ["depth,buy,60000,2,7,2", "depth,buy,60020,2,7,2"],
      /:3: order_id: order 7 is at another price/,
    ],
    [
      "an id that is no number",
      ["depth,buy,60000,2,x7,2"],
      /:2: order_id: "x7" is not a whole number/,
    ],
    ["an order on a gap", ["gap,,,,7,"], /:2: order_id: must be empty/],
  ];
  it.each(bad)("refuses %s", async (...args) => {
    await expect(load(...args[1])).rejects.toThrow(args[2]);
  });

  it("empties the book with a clear, on one side up to its price", async () => {
    const { tape } = await load(
      "depth,buy,60000,1,1,1",
      "depth,buy,59980,1,2,1",
      "clear,buy,60000,,,",
      "snapshot,buy,60000,3,3,3",
      "depth,buy,59980,2,4,1",
      "trade,sell,60000,1,3,",
      "clear,,,,,",
      "depth,buy,59980,1,2,1",
    );
    expect(tape.extraColumns).toEqual(["orderId", "orderLots"]);
    expect(tape.rowCount).toBe(8);
  });
});
