import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Book, BookShelf, BUY, SELL } from "@mexoms/core/internal";

// Far apart, so that levels lie in windows, beyond them, and windows move.
const tick = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 400_000 }));
const change = fc.record({
  side: fc.constantFrom(BUY, SELL),
  ticks: tick,
  lots: fc.integer({ min: 0, max: 9 }),
});
const changes = fc.array(change, { maxLength: 60 });

function fill(book: Book, levels: readonly { side: number; ticks: number; lots: number }[]): void {
  for (const { side, ticks, lots } of levels) book.set(side, ticks, lots);
}

describe("a book that is used again", () => {
  it("is what a new one would be, whatever was in it", () => {
    fc.assert(
      fc.property(changes, changes, (before, after) => {
        const shelf = new BookShelf();
        const used = shelf.take();
        fill(used, before);
        used.gapped = true;
        shelf.takeBack();
        const again = shelf.take();
        expect(again).toBe(used);
        expect([again.dump(), again.gapped, again.has(BUY), again.has(SELL)]).toEqual([
          [],
          false,
          false,
          false,
        ]);
        const fresh = new BookShelf().take();
        for (const { side, ticks, lots } of after) {
          expect(again.set(side, ticks, lots)).toBe(fresh.set(side, ticks, lots));
          expect(again.levels(side, 100)).toEqual(fresh.levels(side, 100));
        }
        expect(again.dump()).toEqual(fresh.dump());
      }),
    );
  });

  it("is not given to two at once", () => {
    const shelf = new BookShelf();
    expect(shelf.take()).not.toBe(shelf.take());
  });
});
