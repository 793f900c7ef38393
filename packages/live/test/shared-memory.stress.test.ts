import path from "node:path";
import { describe, expect, it } from "vitest";
import { BOOK_VALID, BookReader, MonoClock } from "@mexoms/live";
import {
  BOOK_EMPTY,
  BOOK_STALE,
  BOOK_UNSTABLE,
  MappedFile,
  OVERRUN,
  RingConsumer,
  type RingHandler,
  RowRingReader,
  SLOT,
  SLOT_DOUBLES,
  SLOT_WORDS,
  type SlotSink,
} from "@mexoms/live/internal";
import { startChild } from "./child.ts";
import { seededRow } from "./processes/seeded-row.ts";
import { sharedScratch } from "./shared-scratch.ts";

/** How many times as long as usual. */
const SOAK = Number(process.env["MEXOMS_SOAK"] ?? "1");
const HAMMER_MS = 500 * SOAK;
/** Copies that say something, and a few for a writer that is about to be killed. */
const MANY = 200;
const SOME = 5;
/** Generous: on a machine that is shared, a writer may be kept waiting. */
const STALE_NS = 2e9;

/** Whether a copy is as pattern-writer.ts wrote it, in one piece. */
function isWhole(reader: BookReader): boolean {
  const change = reader.stamp[2]!;
  const base = 1000 + (change % 100);
  for (let i = 0; i < reader.bidCount; i++) {
    if (reader.bidTicks[i] !== base - i || reader.bidLots[i] !== change + i) return false;
  }
  for (let i = 0; i < reader.askCount; i++) {
    if (reader.askTicks[i] !== base + 1 + i || reader.askLots[i] !== change + i) return false;
  }
  return reader.stamp[0] === change + 1 && reader.stamp[1] === change + 2;
}

function hammer(
  reader: BookReader,
  clock: MonoClock,
  { ms, atLeast }: { readonly ms: number; readonly atLeast: number },
): { valid: number; torn: number } {
  let [valid, torn] = [0, 0];
  const from = performance.now();
  // On a machine that is busy, until there is something to speak of.
  while (performance.now() < from + ms || (valid < atLeast && performance.now() < from + 60_000)) {
    clock.read();
    if (reader.read() !== BOOK_VALID) continue;
    valid += 1;
    if (!isWhole(reader)) torn += 1;
  }
  return { valid, torn };
}

describe("books between processes", () => {
  it.each([1, 8, 100])("%i levels: no copy is torn while a writer hammers", async (levels) => {
    const folder = sharedScratch();
    const [book, trades] = [path.join(folder, "book"), path.join(folder, "trades")];
    await startChild("pattern-writer", [book, trades, String(levels), "0"]);
    const clock = new MonoClock();
    const reader = new BookReader(book, { levels, staleNs: STALE_NS, clock });
    const { valid, torn } = hammer(reader, clock, { ms: HAMMER_MS, atLeast: MANY });
    expect(torn).toBe(0);
    expect(valid).toBeGreaterThanOrEqual(MANY);
  });

  it("a book that grows again and again is whole before, meanwhile and after", async () => {
    const folder = sharedScratch();
    const [book, trades] = [path.join(folder, "book"), path.join(folder, "trades")];
    await startChild("pattern-writer", [book, trades, "1", "0", "grows"]);
    const clock = new MonoClock();
    const reader = new BookReader(book, { levels: 64, staleNs: 60e9, clock });
    let [torn, last] = [0, 0];
    const results = new Set<number>();
    const depths = new Set<number>();
    const until = performance.now() + 60_000;
    while (reader.bidCount < 64 && performance.now() < until) {
      clock.read();
      const result = reader.read();
      results.add(result);
      if (result !== BOOK_VALID) continue;
      // Neither torn, nor older than what was read before, nor a side cut short.
      if (!isWhole(reader) || reader.stamp[2]! < last) torn += 1;
      if (reader.bidCount !== reader.levels || reader.askCount !== reader.levels) torn += 1;
      last = reader.stamp[2]!;
      depths.add(reader.bidCount);
    }
    expect(torn).toBe(0);
    expect(reader.bidCount).toBe(64);
    expect(depths.size).toBeGreaterThan(10);
    for (const result of results) expect([BOOK_VALID, BOOK_UNSTABLE, BOOK_EMPTY]).toContain(result);
  });

  it("a writer killed at any moment leaves a book that is stale, never torn, never valid", async () => {
    let killedInside = 0;
    for (let round = 0; round < 40 * SOAK && (killedInside === 0 || round < 4 * SOAK); round++) {
      const folder = sharedScratch();
      const [book, trades] = [path.join(folder, "book"), path.join(folder, "trades")];
      const child = await startChild("pattern-writer", [book, trades, "400", "0"]);
      const clock = new MonoClock();
      const reader = new BookReader(book, { levels: 400, staleNs: STALE_NS, clock });
      expect(hammer(reader, clock, { ms: 20, atLeast: SOME }).torn).toBe(0);
      await child.kill();
      expect(reader.writerAlive).toBe(false);
      const words = new Int32Array(MappedFile.open(book, { writable: false }).buffer);
      const inside = (words[320 / 4]! & 1) === 1;
      clock.nowNs = reader.heartbeatMonoNs;
      expect(reader.read()).toBe(inside ? BOOK_UNSTABLE : BOOK_VALID);
      if (!inside) expect(isWhole(reader)).toBe(true);
      clock.nowNs += STALE_NS + 1000;
      expect(reader.read()).toBe(BOOK_STALE);
      expect([reader.bidCount, reader.askCount]).toEqual([0, 0]);
      if (inside) killedInside += 1;
    }
    expect(killedInside).toBeGreaterThan(0);
  });
});

/** A book of its own from rows, whose contents are checked too. */
class Follower implements SlotSink {
  position = 0;
  wrong = 0;
  /** Rows since the copy that it began with. */
  followed = 0;
  readonly #levels = [new Map<number, number>(), new Map<number, number>()] as const;
  readonly #row = { side: 0, ticks: 0, lots: 0 };
  readonly #pending: number[] = [];

  slots(doubles: Float64Array, words: Int32Array, index: number, count: number): void {
    for (let i = index; i < index + count; i++) {
      const [d, w] = [i * SLOT_DOUBLES, i * SLOT_WORDS];
      this.#pending.push(doubles[d + SLOT.exchNs]!, words[w + SLOT.priceTicks]!);
      this.#pending.push(doubles[d + SLOT.qtyLots]!);
    }
  }

  /** What came belongs to us. */
  keep(): void {
    for (let i = 0; i < this.#pending.length; i += 3) {
      const row = this.#row;
      seededRow(this.position, row);
      if (this.#pending[i] !== this.position) this.wrong += 1;
      if (this.#pending[i + 1] !== row.ticks || this.#pending[i + 2] !== row.lots) this.wrong += 1;
      if (row.lots === 0) this.#levels[row.side]!.delete(row.ticks);
      else this.#levels[row.side]!.set(row.ticks, row.lots);
      this.position += 1;
      this.followed += 1;
    }
    this.#pending.length = 0;
  }

  /** Begins anew at a copy of the book. */
  restart(reader: BookReader): void {
    const [bids, asks] = this.#levels;
    this.#pending.length = 0;
    this.position = reader.stamp[2]!;
    this.followed = 0;
    bids.clear();
    asks.clear();
    for (let i = 0; i < reader.bidCount; i++) bids.set(reader.bidTicks[i]!, reader.bidLots[i]!);
    for (let i = 0; i < reader.askCount; i++) asks.set(reader.askTicks[i]!, reader.askLots[i]!);
  }

  expectEqual(reader: BookReader): void {
    const [bids, asks] = this.#levels;
    const sorted = [[...bids].sort((a, b) => b[0] - a[0]), [...asks].sort((a, b) => a[0] - b[0])];
    const shown = [
      Array.from({ length: reader.bidCount }, (_, i) => [reader.bidTicks[i], reader.bidLots[i]]),
      Array.from({ length: reader.askCount }, (_, i) => [reader.askTicks[i], reader.askLots[i]]),
    ];
    expect(sorted).toEqual(shown);
  }
}

describe("rows between processes", () => {
  it("an overrun reader recovers through the book, and its own book equals the writer's", async () => {
    const folder = sharedScratch();
    const [bookFile, rowFile] = [path.join(folder, "book"), path.join(folder, "rows")];
    await startChild("market-writer", [bookFile, rowFile]);
    const clock = new MonoClock();
    const book = new BookReader(bookFile, { levels: 16, staleNs: STALE_NS, clock });
    const rows = new RowRingReader(rowFile, { from: "now" });
    const follower = new Follower();
    let [overruns, compared, kept] = [0, 0, 0];
    rows.resumeAt(-rows.capacity * 4); // as one that slept
    const until = performance.now() + 60_000;
    while (performance.now() < until && (overruns < 20 || compared < 20)) {
      const count = rows.poll(follower, 97);
      clock.read();
      if (count === OVERRUN) {
        overruns += 1;
        if (book.read() !== BOOK_VALID) continue;
        follower.restart(book);
        rows.resumeAt(follower.position);
        continue;
      }
      follower.keep();
      kept += count;
      // Catch up with a copy of the book to the very row, then both must be the same.
      if (book.read() !== BOOK_VALID || book.stamp[2]! < follower.position) continue;
      const target = book.stamp[2]!;
      while (follower.position < target) {
        if (rows.poll(follower, target - follower.position) === OVERRUN) break;
        follower.keep();
      }
      if (follower.position !== target || follower.followed === 0) continue;
      compared += 1;
      follower.expectEqual(book);
    }
    expect(follower.wrong).toBe(0);
    expect(overruns).toBeGreaterThanOrEqual(20);
    expect(compared).toBeGreaterThanOrEqual(20);
    expect(kept).toBeGreaterThan(0);
  });
});

/** Counts messages of ring-producer.ts, and what is wrong with them. */
class Checked implements RingHandler {
  next = 1;
  wrong = 0;
  message(fields: Float64Array, _bytes: Uint8Array, start: number, length: number): void {
    if (length !== (1 + (this.next % 20)) * 8) this.wrong += 1;
    for (let i = 0; i < length / 8; i++) {
      if (fields[start / 8 + i] !== this.next) this.wrong += 1;
    }
    this.next += 1;
  }
}

describe("messages between processes", () => {
  it("half a million come each once, whole and in order, through a ring of 8 kB", async () => {
    const file = path.join(sharedScratch(), "ring");
    const child = await startChild("ring-producer", [file, "500000"]);
    const ring = RingConsumer.open(file);
    const checked = new Checked();
    const until = performance.now() + 60_000;
    while (!ring.closed && performance.now() < until) ring.poll(checked, 1000);
    expect([checked.next - 1, checked.wrong]).toEqual([500_000, 0]);
    expect(await child.ended).toBe(0);
  });

  it("a producer killed in the middle leaves only whole messages", async () => {
    for (let round = 0; round < 3 * SOAK; round++) {
      const file = path.join(sharedScratch(), "ring");
      const child = await startChild("ring-producer", [file, "0"]);
      const ring = RingConsumer.open(file);
      const checked = new Checked();
      const until = performance.now() + 50 + (round % 10) * 7;
      while (performance.now() < until) ring.poll(checked, 1000);
      const killed = child.kill();
      ring.poll(checked, 1000);
      await killed;
      while (ring.poll(checked, 1000) > 0);
      expect(checked.next).toBeGreaterThan(1);
      expect(checked.wrong).toBe(0);
    }
  });
});
