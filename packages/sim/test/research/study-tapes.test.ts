import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allRows,
  cutMemoryTape,
  cutTape,
  loadTape,
  sampleOrderMarket,
  studyTapes,
  tapeFromRows,
} from "@mexoms/sim/engine";
import { marketRows } from "../driver/random-market.ts";
import { EPOCH_NS, ETH, tape } from "../driver/tape.ts";

const study = { startNs: `${EPOCH_NS}`, endNs: `${EPOCH_NS + 1000n}` };

describe("a tape in memory that is cut", () => {
  it("has the rows and the digest of any cut tape, however its blocks lie", () => {
    fc.assert(
      fc.property(
        marketRows(60),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 400 }),
        (rows, blockRows, at) => {
          const whole = tape(rows);
          const atNs = EPOCH_NS + BigInt(at);
          const cut = cutMemoryTape(loadTape(whole, blockRows), atNs);
          const expected = cutTape(whole, atNs);
          expect(allRows(cut)).toEqual(allRows(expected));
          expect(cut.rowCount).toBe(expected.rowCount);
          const touched = cut.rowCount < whole.rowCount;
          if (touched) expect(cut.digest).toBe(expected.digest);
        },
      ),
    );
  });

  it("keeps the orders of an order-by-order tape", () => {
    const { instrument, epochNs, rows } = sampleOrderMarket(1, 1);
    const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
    const whole = loadTape(tapeFromRows({ instrument, epochNs, rows, source }), 1000);
    const atNs = epochNs + 20_001_234_567n;
    const cut = cutMemoryTape(whole, atNs);
    expect(cut.rowCount).toBeLessThan(whole.rowCount);
    expect(allRows(cut)).toEqual(allRows(cutTape(whole, atNs)));
  });

  it("uses the memory of the rows before the cut", () => {
    const whole = loadTape(
      tape([
        ["depth", "buy", 100, 1, 0],
        ["depth", "buy", 101, 1, 10],
        ["depth", "buy", 102, 1, { exch: 20, local: 40 }],
        ["depth", "buy", 103, 1, { exch: 35, local: 50 }],
      ]),
    );
    const cut = cutMemoryTape(whole, EPOCH_NS + 30n);
    expect(cut.blocks[0]!.exchNs.buffer).toBe(whole.blocks[0]!.exchNs.buffer);
    expect(cut.blocks.map(({ event }) => event.length)).toEqual([2, 1]);
  });

  it("is the tape itself when it ends before the cut", () => {
    const whole = loadTape(tape([["depth", "buy", 100, 1, 5]]));
    expect(cutMemoryTape(whole, EPOCH_NS + 6n)).toBe(whole);
  });
});

describe("the tapes of a study", () => {
  const first = loadTape(
    tape([
      ["depth", "buy", 100, 1, 0],
      ["depth", "buy", 101, 1, 400],
    ]),
  );
  const second = loadTape(
    tape([
      ["depth", "buy", 102, 1, 500],
      ["depth", "buy", 103, 1, 999],
    ]),
  );
  const other = loadTape(tape([["depth", "buy", 104, 1, 300]], ETH));

  it("are cut once by each share, and what has nothing left is left out", () => {
    const of = studyTapes([first, second, other], study);
    expect(of(1)).toEqual([first, second, other]);
    expect(of(0.5)).toEqual([first, other]);
    expect(of(0.5)).toBe(of(0.5));
    expect(of(0.4).map(({ rowCount }) => rowCount)).toEqual([1, 1]);
  });

  it("show nothing of the hold-out: the end of the study is the end of all shares", () => {
    const held = studyTapes([first, second, other], { ...study, endNs: `${EPOCH_NS + 999n}` });
    expect(held(1).map(({ rowCount }) => rowCount)).toEqual([2, 1, 1]);
  });

  it("must have something of each instrument", () => {
    expect(() => studyTapes([first, other], study)(0.2)).toThrow(
      "share: the first 0.2 of the time has no rows of test:swap:ETHUSDT; give a larger part",
    );
  });
});
