import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Book,
  BUY,
  ROW_EXCH,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { allRows, type FaultSpec, type Tape } from "@mexoms/sim/engine";
import { type FaultWindow, windowsOf, withTimesOver } from "../../engine/faults/fault-script.ts";
import { withFeedFaults } from "../../engine/faults/feed-faults.ts";
import { jitterFeed } from "../../engine/tape/jitter-feed.ts";
import { parseDelay } from "../../engine/latency/delay.ts";
import { run } from "../driver/run.ts";
import { marketRows } from "../driver/random-market.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";

const NONE = { gaps: [], stale: [], skewNs: 0 };
const window = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 200 }))
  .map(([startNs, length]) => ({ startNs, endNs: startNs + length }));

interface Received {
  readonly localNs: number;
  readonly event: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
}

function received(of: Tape): Received[] {
  const rows = allRows(of);
  const list: Received[] = [];
  for (let i = 0; i < rows.event.length; i++) {
    const event = rows.event[i]!;
    if ((event & ROW_LOCAL) === 0) continue;
    const [priceTicks, qtyLots] = [rows.priceTicks[i]!, rows.qtyLots[i]!];
    list.push({ localNs: rows.localNs[i]!, event: event & ~ROW_EXCH, priceTicks, qtyLots });
  }
  return list;
}

/** What happened at the venue: times, kinds, prices and sizes. */
function happened(of: Tape): unknown[] {
  const rows = allRows(of);
  return [...rows.event.keys()]
    .filter((i) => (rows.event[i]! & ROW_EXCH) !== 0)
    .map((i) => [rows.exchNs[i], rows.event[i]! & ~ROW_LOCAL, rows.priceTicks[i], rows.qtyLots[i]]);
}

function bookOf(rows: readonly Received[]): Book {
  const book = new Book();
  for (const { event, priceTicks, qtyLots } of rows) {
    if ((event & ROW_KIND_MASK) !== ROW_TRADE) book.apply(event, priceTicks, qtyLots);
  }
  return book;
}

describe("a feed with faults", () => {
  it("leaves what happened at the venue as it was, whatever goes wrong on the way", () => {
    fc.assert(
      fc.property(
        marketRows(40),
        fc.array(window, { maxLength: 3 }),
        fc.array(window, { maxLength: 3 }),
        (rows, gaps, stale) => {
          const market = tape(rows);
          expect(happened(withFeedFaults(market, { gaps, stale, skewNs: 0 }))).toEqual(
            happened(market),
          );
        },
      ),
    );
  });

  it("receives nothing in a gap but the news of it, and has the right book after it", () => {
    fc.assert(
      fc.property(marketRows(60), window, (rows, gap) => {
        const market = tape(rows);
        const whole = received(market);
        const seen = received(withFeedFaults(market, { ...NONE, gaps: [gap] }));
        const inGap = seen.filter(({ localNs }) => localNs >= gap.startNs && localNs < gap.endNs);
        const lost = whole.some(({ localNs }) => localNs >= gap.startNs && localNs < gap.endNs);
        expect(inGap).toHaveLength(lost ? 1 : 0);
        if (lost)
          expect(bookOf(seen.filter(({ localNs }) => localNs < gap.endNs)).gapped).toBe(true);
        const back = whole.find(({ localNs }) => localNs >= gap.endNs);
        if (!lost || back === undefined) return;
        // Before the first row that is received again, the snapshot has made good what was lost.
        const rest = whole.length - whole.indexOf(back);
        const book = bookOf(seen.slice(0, seen.length - rest));
        const expected = bookOf(whole.slice(0, whole.length - rest));
        expect(book.gapped).toBe(
          expected.gapped || book.levels(BUY, 1).length + book.levels(SELL, 1).length === 0,
        );
        for (const side of [BUY, SELL]) {
          if (!expected.gapped) expect(book.levels(side, 99)).toEqual(expected.levels(side, 99));
        }
      }),
      { numRuns: 100 },
    );
  });

  it("gives stale data at the end of the fault, in order, and loses none", () => {
    fc.assert(
      fc.property(marketRows(40), window, (rows, stale) => {
        const market = tape(rows);
        const expected = received(market).map((row) =>
          row.localNs >= stale.startNs && row.localNs < stale.endNs
            ? { ...row, localNs: stale.endNs }
            : row,
        );
        expect(received(withFeedFaults(market, { ...NONE, stale: [stale] }))).toEqual(expected);
      }),
    );
  });

  it("moves what happened back when the venue's clock was ahead, and refuses what cannot be", () => {
    const rows: Row[] = [
      ["depth", "buy", 100, 5, { exch: 10, local: 14 }],
      ["depth", "buy", 101, 5, { exch: 20, local: 23 }],
    ];
    const ahead = allRows(withFeedFaults(tape(rows), { ...NONE, skewNs: 5 }));
    expect([...ahead.exchNs]).toEqual([5, 15]);
    expect([...ahead.localNs]).toEqual([14, 23]);
    expect(() => allRows(withFeedFaults(tape(rows), { ...NONE, skewNs: -4 }))).toThrow(
      /clock-skew: a clock that is behind by 4 ns .* its latency is 3 ns/,
    );
  });
});

describe("jitter of market data", () => {
  it("delays by at least the least, keeps the order and draws once for each moment", () => {
    const delay = parseDelay({ p0: "5ns", p100: "40ns" }, "test");
    fc.assert(
      fc.property(marketRows(40), fc.nat(1000), (rows, seed) => {
        const market = tape(rows);
        const [before, after] = [received(market), received(jitterFeed(market, delay, seed, 1))];
        after.forEach((row, i) => {
          expect(row.localNs - before[i]!.localNs).toBeGreaterThanOrEqual(5);
          if (i === 0) return;
          expect(row.localNs).toBeGreaterThanOrEqual(after[i - 1]!.localNs);
          if (before[i]!.localNs === before[i - 1]!.localNs)
            expect(row.localNs).toBe(after[i - 1]!.localNs);
        });
        expect(received(jitterFeed(market, delay, seed, 1))).toEqual(after);
        expect(happened(jitterFeed(market, delay, seed, 1))).toEqual(happened(market));
      }),
    );
  });
});

describe("a run with faults of its feed", () => {
  const rows: Row[] = [
    ["depth", "buy", 100, 5, 0],
    ["depth", "sell", 103, 5, 0],
    ["depth", "buy", 101, 1, 100],
    ["depth", "buy", 102, 1, 150],
    ["depth", "sell", 104, 1, 300],
    ["depth", "sell", 105, 1, 1000],
  ];
  const seen = (faults: readonly FaultSpec[]): string[] => {
    const lines: string[] = [];
    run(
      tape(rows),
      (ctx) => ({
        connection: ({ state }) => void lines.push(`${ctx.nowNs} ${state}`),
        book: (book) => void lines.push(`${ctx.nowNs} ${book.bid} ${book.valid}`),
      }),
      { faults },
    );
    return lines;
  };

  it("tells the strategy of a gap, and of the book that is whole again", () => {
    const gap: FaultSpec = { kind: "feed-gap", instrument: BTC.id, at: "100ns", for: "100ns" };
    expect(seen([gap]).slice(1)).toEqual([
      "100 gapped",
      "100 100 false",
      "300 restored",
      "300 102 true",
    ]);
  });

  it("shows an old book while data is held back", () => {
    const stale: FaultSpec = { kind: "stale-book", instrument: BTC.id, at: "100ns", for: "100ns" };
    expect(seen([stale]).slice(1)).toEqual(["200 102 true", "300 102 true"]);
  });

  it("draws random times from the run, or from a time that is given, whatever the run's length", () => {
    const gap = { kind: "feed-gap", instrument: BTC.id, for: "1ns" } as const;
    const windows = (lengthNs: number, over?: string): readonly FaultWindow[] =>
      windowsOf({ ...gap, at: { random: 20, over } }, { lengthNs, seed: 3, fault: 0 });
    expect(windows(500, "1us")).toEqual(windows(1000));
    expect(windows(500)).not.toEqual(windows(1000));
    expect(() => windows(500, "0s")).toThrow(/faults.0 at.over: 0s is no time; say 10m/);
    const given: FaultSpec = { ...gap, at: { random: 1, over: "1s" } };
    const drawn: FaultSpec = { ...gap, at: { random: 1 } };
    const fixed: FaultSpec = { ...gap, at: "1s" };
    expect(withTimesOver([given, drawn, fixed], 500)).toEqual([
      given,
      { ...gap, at: { random: 1, over: "500ns" } },
      fixed,
    ]);
  });

  it("counts no fault that would be after its end", () => {
    const gap: FaultSpec = { kind: "feed-gap", instrument: BTC.id, at: "100ns", for: "9ns" };
    const { faults } = run(tape(rows), () => {}, { faults: [gap, { ...gap, at: "2us" }] });
    expect(faults).toEqual({ "feed-gap": 1 });
  });

  it("refuses a fault of something that is not in the run", () => {
    const gap: FaultSpec = { kind: "feed-gap", instrument: "test:swap:NO", at: "1s", for: "1s" };
    expect(() => seen([gap])).toThrow(
      /faults.0 instrument: "test:swap:NO" is not in the run; it has test:swap:BTCUSDT/,
    );
  });
});
