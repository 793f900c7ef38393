import { ROW_EXCH, ROW_LOCAL, type MarketRows } from "@mexoms/core/internal";
import { allRows, cutTape, cutTapes, cutTimes, rowsReceived } from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marketRows } from "../driver/random-market.ts";
import { EPOCH_NS, ETH, type Row, tape } from "../driver/tape.ts";

/** The rows of one sequence as [kind and side, exch, local, ticks, lots]. */
function sequence(rows: MarketRows, flag: number): number[][] {
  const all: number[][] = [];
  for (let i = 0; i < rows.event.length; i++) {
    if ((rows.event[i]! & flag) === 0) continue;
    const kind = rows.event[i]! & ~(ROW_EXCH | ROW_LOCAL);
    all.push([kind, rows.exchNs[i]!, rows.localNs[i]!, rows.priceTicks[i]!, rows.qtyLots[i]!]);
  }
  return all;
}

const at = (ns: number): bigint => EPOCH_NS + BigInt(ns);

describe("cutTape", () => {
  it("leaves a prefix of both sequences: exactly what had happened, and what was received", () => {
    let parted = 0;
    fc.assert(
      fc.property(marketRows(60), fc.integer({ min: 0, max: 800 }), (rows, cutNs) => {
        const whole = tape(rows);
        const cut = cutTape(whole, at(cutNs));
        const exch = sequence(allRows(cut), ROW_EXCH);
        const local = sequence(allRows(cut), ROW_LOCAL);
        const [allExch, allLocal] = [ROW_EXCH, ROW_LOCAL].map((f) => sequence(allRows(whole), f));
        expect(exch).toEqual(allExch!.slice(0, exch.length));
        expect(local).toEqual(allLocal!.slice(0, local.length));
        expect(exch.every((row) => row[1]! < cutNs)).toBe(true);
        expect(local.every((row) => row[2]! < cutNs)).toBe(true);
        const next = allExch![exch.length];
        if (next) expect(next[1]).toBeGreaterThanOrEqual(cutNs);
        const nextLocal = allLocal![local.length];
        if (nextLocal) expect(nextLocal[2]).toBeGreaterThanOrEqual(cutNs);
        if (exch.length > local.length) parted += 1;
      }),
      { numRuns: 300 },
    );
    expect(parted, "cuts while rows were on their way").toBeGreaterThan(20);
  });

  it("has a digest of its own, and does not touch the tape", () => {
    const whole = tape([
      ["depth", "buy", 100, 1, 0],
      ["depth", "sell", 102, 1, { exch: 5, local: 9 }],
      ["depth", "sell", 103, 1, 20],
    ]);
    const before = structuredClone(allRows(whole));
    const cut = cutTape(whole, at(7));
    expect(Array.from(allRows(cut).event, (event) => event & (ROW_EXCH | ROW_LOCAL))).toEqual([
      ROW_EXCH | ROW_LOCAL,
      ROW_EXCH,
    ]);
    expect(cut.digest).not.toBe(whole.digest);
    expect(cut.digest).not.toBe(cutTape(whole, at(8)).digest);
    expect(allRows(whole)).toEqual(before);
  });
});

describe("cutTimes", () => {
  const end = ["depth", "buy", 1, 1, 900] as const;

  it("are in order, differ, lie where every instrument is known, and follow from the seed", () => {
    fc.assert(
      fc.property(
        marketRows(30),
        fc.integer({ min: 0, max: 400 }),
        fc.nat(),
        (rows, late, seed) => {
          const eth: Row[] = [["depth", "buy", 50, 1, { exch: late, local: late + 3 }]];
          const tapes = [tape([...rows, end]), tape(eth, ETH)];
          const times = cutTimes(tapes, 20, seed);
          expect(cutTimes(tapes, 20, seed)).toEqual(times);
          expect(times).toEqual([...new Set(times)].toSorted((a, b) => Number(a - b)));
          expect(times[0]).toBeGreaterThan(at(late + 3));
          expect(times.at(-1)).toBeLessThanOrEqual(at(900));
          for (const time of times) expect(cutTapes(tapes, time)).toHaveLength(2);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("wait for a later tape whose first row is on its way, so that no tape is half there", () => {
    const first = tape([
      ["depth", "buy", 100, 1, 0],
      ["depth", "buy", 100, 2, 10],
    ]);
    const later = tape([["depth", "buy", 100, 3, { exch: 20, local: 500 }], end]);
    const times = cutTimes([first, later], 50, 3);
    expect(times.length).toBeGreaterThan(10);
    expect(times.filter((time) => time > at(20) && time <= at(500))).toEqual([]);
    expect(times).toContain(at(501));
    expect(cutTapes([first, later], at(15))).toHaveLength(1);
    expect(cutTapes([first, later], at(501))).toHaveLength(2);
  });

  it("need a tape with something to cut", () => {
    expect(() => cutTimes([tape([["depth", "buy", 100, 1, 0]])], 5, 0)).toThrow(/^tape: .*short/);
  });
});

it("rowsReceived counts the rows of our sequence up to a time, over all tapes of an instrument", () => {
  const rows: Row[] = [
    ["depth", "buy", 100, 1, { exch: 0, local: 5 }],
    ["depth", "buy", 100, 2, 10],
  ];
  const later: Row[] = [["depth", "buy", 100, 1, 20]];
  const tapes = [tape(rows), tape(rows, ETH), tape(later)];
  const counts = (ns: number): number[] => rowsReceived(tapes, at(ns)).map((each) => each.rows);
  expect(counts(4)).toEqual([0, 0]);
  expect(counts(5)).toEqual([1, 1]);
  expect(counts(20)).toEqual([3, 2]);
});
