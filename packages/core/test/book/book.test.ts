import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Book, BUY, ROW_CLEAR, ROW_GAP, ROW_SNAPSHOT, SELL } from "@mexoms/core/internal";
import { NaiveBook } from "./naive-book.ts";

type Step = readonly [kind: "set" | "clear", side: 0 | 1, tick: number, lots: number];

// Near ticks make levels meet and cross; far ones leave the dense window and bring it along.
const tick = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 100_000, max: 100_040 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 400_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2_000_000_000 }) },
);
const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom("set", "set", "set", "set", "set", "set", "clear"),
  fc.constantFrom(0, 1),
  tick,
  fc.integer({ min: -3, max: 9 }).map((n) => Math.max(0, n)),
);

function expectSame(book: Book, naive: NaiveBook): void {
  for (const side of [BUY, SELL]) {
    expect(book.has(side) ? book.bestTicks(side) : undefined).toBe(naive.best[side]);
  }
}

describe("Book", () => {
  it("agrees with the naive book after any sequence of updates", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const book = new Book();
        const naive = new NaiveBook();
        for (const [kind, side, at, lots] of steps) {
          if (kind === "set") {
            expect(book.set(side, at, lots)).toBe(naive.set(side, at, lots));
          } else {
            book.clearTo(side, at);
            naive.clearTo(side, at);
          }
          expectSame(book, naive);
        }
        expect(book.dump()).toEqual(naive.dump());
      }),
      { numRuns: 1500 * Number(process.env["MEXOMS_SOAK"] ?? "1") },
    );
  });

  it("never shows a crossed best", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const book = new Book();
        for (const [, side, at, lots] of steps) {
          book.set(side, at, lots);
          if (book.has(BUY) && book.has(SELL)) {
            expect(book.bestTicks(BUY)).toBeLessThan(book.bestTicks(SELL));
          }
        }
      }),
    );
  });

  it("keeps levels that were passed, but not as best", () => {
    const book = new Book();
    book.set(BUY, 100, 5);
    book.set(BUY, 98, 7);
    book.set(SELL, 99, 1); // crosses the bid at 100
    expect(book.bestTicks(BUY)).toBe(98);
    expect(book.lotsAt(BUY, 100)).toBe(5);
    expect(book.levels(BUY, 5)).toEqual([{ priceTicks: 98, qtyLots: 7 }]);
  });

  it("is marked gapped from a gap row to the next snapshot row", () => {
    const book = new Book();
    book.apply(ROW_GAP, 0, 0);
    expect(book.gapped).toBe(true);
    book.apply(ROW_CLEAR, 0, 0);
    expect(book.gapped).toBe(true);
    book.apply(ROW_SNAPSHOT | 0x10, 5, 1);
    expect(book.gapped).toBe(false);
  });
});
