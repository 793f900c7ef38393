import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MarketRows } from "@mexoms/core/internal";
import {
  allRows,
  type BlockTransformer,
  delayFeed,
  inspectTape,
  loadTape,
  mapTape,
  runBacktest,
  sliceRows,
  type Tape,
  type TapeTransform,
} from "@mexoms/sim";
import { marketRows, trades } from "../driver/random-market.ts";
import { runOptions } from "../driver/run.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";

const BLOCK_SIZES = [1, 7, 64];

/** Rows come out a number of rows later than they went in: blocks differ from those of the tape. */
function heldBack(rows: number): TapeTransform {
  return { name: `held back ${rows}`, hasRest: true, start: () => new HoldBack(rows) };
}

class HoldBack implements BlockTransformer {
  readonly #count: number;
  #held: MarketRows | undefined;

  constructor(count: number) {
    this.#count = count;
  }

  next(rows: MarketRows): MarketRows {
    const all = this.#held ? joined(this.#held, rows) : copyOf(rows);
    const cut = Math.max(0, all.event.length - this.#count);
    this.#held = sliceRows(all, cut, all.event.length);
    return sliceRows(all, 0, cut);
  }

  rest(): MarketRows {
    return this.#held!;
  }
}

function joined(a: MarketRows, b: MarketRows): MarketRows {
  return {
    event: Uint8Array.from([...a.event, ...b.event]),
    exchNs: Float64Array.from([...a.exchNs, ...b.exchNs]),
    localNs: Float64Array.from([...a.localNs, ...b.localNs]),
    priceTicks: Int32Array.from([...a.priceTicks, ...b.priceTicks]),
    qtyLots: Float64Array.from([...a.qtyLots, ...b.qtyLots]),
  };
}

function copyOf(rows: MarketRows): MarketRows {
  return joined(sliceRows(rows, 0, 0), rows);
}

/** The outputs of a run that trades and listens: inputs differ by the tape's digest. */
function outputs(of: Tape): string {
  const options = runOptions(of, (ctx) => {
    trades(ctx, BTC, 1);
    return {
      book: (book) => ctx.explain("book", [ctx.nowNs, book.bid, book.ask]),
      trade: (trade) => ctx.explain("trade", [trade.exchNs, trade.localNs, trade.priceTicks]),
    };
  });
  return runBacktest(options).outputsDigest;
}

describe("mapTape", () => {
  it("gives a run the rows that come out, whatever blocks they come in", () => {
    fc.assert(
      fc.property(marketRows(80), fc.nat({ max: 20 }), (rows, held) => {
        const whole = tape(rows);
        const expected = outputs(whole);
        for (const blockRows of BLOCK_SIZES) {
          const mapped = mapTape(loadTape(whole, blockRows), heldBack(held));
          expect(outputs(mapped)).toBe(expected);
          expect(outputs(mapped)).toBe(expected); // each run has a state of its own
          expect(mapped.rowCount).toBe(whole.rowCount);
          expect(allRows(mapped)).toEqual(allRows(whole));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("has a digest of the tape and of what the transform is called", () => {
    const rows: Row[] = [["depth", "buy", 100, 1, 0]];
    const [one, other] = [tape(rows), tape([...rows, ["depth", "buy", 101, 1, 5]])];
    const digests = [
      one.digest,
      mapTape(one, heldBack(1)).digest,
      mapTape(one, heldBack(2)).digest,
      mapTape(other, heldBack(1)).digest,
      mapTape(mapTape(one, heldBack(1)), heldBack(2)).digest,
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(mapTape(one, heldBack(1)).digest).toBe(digests[1]);
    expect(mapTape(one, heldBack(1)).source.notes).toEqual(["Seen through held back 1."]);
  });
});

describe("delayFeed", () => {
  it("is a tape that was received later: the same outputs as rows with later local times", () => {
    fc.assert(
      fc.property(marketRows(80), fc.nat({ max: 50 }), (rows, delayNs) => {
        const late = rows.map(([kind, side, ticks, lots, ns]): Row => {
          const time = typeof ns === "number" ? { exch: ns, local: ns } : ns;
          return [kind, side, ticks, lots, { ...time, local: time.local + delayNs }];
        });
        const expected = outputs(tape(late));
        for (const blockRows of BLOCK_SIZES) {
          expect(outputs(delayFeed(loadTape(tape(rows), blockRows), delayNs))).toBe(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("moves local times alone, in the rows and in the index", () => {
    const whole = tape([
      ["depth", "buy", 100, 1, { exch: 0, local: 4 }],
      ["trade", "buy", 101, 1, { exch: 3, local: 9 }],
    ]);
    const late = delayFeed(whole, 1_000);
    const [before, after] = [inspectTape(whole), inspectTape(late)];
    expect(after.firstExchNs).toBe(before.firstExchNs);
    expect(after.lastLocalNs).toBe(before.lastLocalNs + 1_000n);
    expect(after.latencyNs.p0).toBe(before.latencyNs.p0 + 1_000);
    expect(loadTape(late).index).toEqual(late.index);
    expect(late.digest).not.toBe(delayFeed(whole, 1_001).digest);
  });

  it("refuses what is no delay", () => {
    for (const delayNs of [-1, 0.5, Number.NaN, Infinity]) {
      expect(() => delayFeed(tape([["depth", "buy", 1, 1, 0]]), delayNs)).toThrow(/^feed delay: /);
    }
  });
});
