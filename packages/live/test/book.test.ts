import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Book,
  BUY,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_SELL,
  ROW_SNAPSHOT,
  SELL,
} from "@mexoms/core/internal";
import { BOOK_VALID, BookReader, BookWriter, MonoClock } from "@mexoms/live";
import {
  BOOK_CLOSED,
  BOOK_EMPTY,
  BOOK_GAPPED,
  BOOK_INVALID,
  BOOK_STALE,
  BOOK_UNSTABLE,
  MappedFile,
} from "@mexoms/live/internal";
import { BTC_USDM } from "./btc-usdm.ts";
import { sharedScratch } from "./shared-scratch.ts";

const STALE_NS = 1e8;

function bookFile(): string {
  return path.join(sharedScratch(), "0-binance-usdm-BTCUSDT.book");
}

function createWriter(file: string, levels: number, book?: Book): BookWriter {
  const shared = { levels, instrument: BTC_USDM, market: 3, epochNs: 1_700_000_000_000_000_000n };
  return BookWriter.create(file, book === undefined ? shared : { ...shared, book });
}

/** A reader whose clock stands at the writer's last heartbeat. */
function createReader(file: string, levels: number): { reader: BookReader; clock: MonoClock } {
  const clock = new MonoClock();
  const reader = new BookReader(file, { levels, staleNs: STALE_NS, clock });
  clock.nowNs = reader.heartbeatMonoNs;
  return { reader, clock };
}

function levelsOf(reader: BookReader): [ticks: number, lots: number][][] {
  const bids = Array.from({ length: reader.bidCount }, (_, i) => i);
  const asks = Array.from({ length: reader.askCount }, (_, i) => i);
  return [
    bids.map((i) => [reader.bidTicks[i]!, reader.bidLots[i]!]),
    asks.map((i) => [reader.askTicks[i]!, reader.askLots[i]!]),
  ];
}

function bestOf(book: Book, levels: number): [ticks: number, lots: number][][] {
  return [BUY, SELL].map((side) =>
    book.levels(side, levels).map((level) => [level.priceTicks, level.qtyLots]),
  );
}

const row = fc.record({
  event: fc.constantFrom(
    ROW_DEPTH | ROW_BUY,
    ROW_DEPTH | ROW_SELL,
    ROW_DEPTH | ROW_BUY,
    ROW_DEPTH | ROW_SELL,
    ROW_DEPTH,
    ROW_SNAPSHOT | ROW_BUY,
    ROW_SNAPSHOT | ROW_SELL,
    ROW_CLEAR | ROW_BUY,
    ROW_CLEAR | ROW_SELL,
    ROW_CLEAR,
    ROW_GAP,
  ),
  // Few prices, so that levels come, go and cross; now and then one far away.
  ticks: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 100, max: 115 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 200_000 }) },
  ),
  lots: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 })),
});

describe("book in shared memory", () => {
  it("shows the best levels of the book, after any rows and any batches", () => {
    const file = bookFile();
    fc.assert(
      fc.property(
        fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        (batches, levels) => {
          const writer = createWriter(file, levels);
          const { reader } = createReader(file, 6);
          const lots = new Float64Array(1);
          for (const [i, batch] of batches.entries()) {
            for (const r of batch) {
              lots[0] = r.lots;
              writer.row(r.event, r.ticks, lots, 0);
            }
            writer.publish(Float64Array.of(i, i + 1, i + 2));
            expect(reader.read()).toBe(writer.book.gapped ? BOOK_GAPPED : BOOK_VALID);
            expect(levelsOf(reader)).toEqual(bestOf(writer.book, Math.min(levels, 6)));
            expect([...reader.stamp]).toEqual([i, i + 1, i + 2]);
          }
          writer.close();
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is the same with a book that somebody else applies the rows to", () => {
    const file = bookFile();
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const book = new Book();
        const writer = createWriter(file, 4, book);
        const { reader } = createReader(file, 4);
        for (const r of rows) {
          book.apply(r.event, r.ticks, r.lots);
          writer.note(r.event, r.ticks);
          writer.publish(new Float64Array(3));
          reader.read();
          expect(levelsOf(reader)).toEqual(bestOf(book, 4));
        }
      }),
    );
  });

  it("says what it is of", () => {
    const file = bookFile();
    createWriter(file, 4);
    const { reader } = createReader(file, 4);
    expect(reader.instrument).toBe("binance:usdm:BTCUSDT");
    expect([reader.tickSize, reader.lotSize]).toEqual(["0.1", "0.001"]);
    expect(reader.epochNs).toBe(1_700_000_000_000_000_000n);
    expect(reader.writer.pid).toBe(process.pid);
    expect(reader.writerAlive).toBe(true);
  });

  it("is empty, valid, invalid and closed by its writer's word, with levels only when valid", () => {
    const file = bookFile();
    const writer = createWriter(file, 4);
    const { reader } = createReader(file, 4);
    expect(reader.read()).toBe(BOOK_EMPTY);
    writer.row(ROW_DEPTH | ROW_BUY, 100, Float64Array.of(5), 0);
    writer.publish(new Float64Array(3));
    expect(reader.touched).toBe(true);
    expect([reader.read(), reader.bidCount]).toEqual([BOOK_VALID, 1]);
    expect(reader.touched).toBe(false);
    writer.invalidate();
    expect([reader.read(), reader.bidCount]).toEqual([BOOK_INVALID, 0]);
    writer.publish(new Float64Array(3));
    expect([reader.read(), reader.bidCount]).toEqual([BOOK_VALID, 1]);
    writer.close();
    expect([reader.read(), reader.bidCount]).toEqual([BOOK_CLOSED, 0]);
  });

  it("is stale once its writer was silent for longer than the reader allows", () => {
    const file = bookFile();
    const writer = createWriter(file, 4);
    writer.publish(new Float64Array(3));
    const { reader, clock } = createReader(file, 4);
    clock.nowNs += STALE_NS;
    expect(reader.read()).toBe(BOOK_VALID);
    clock.nowNs += 1000;
    expect(reader.read()).toBe(BOOK_STALE);
    writer.beat(clock.nowNs);
    expect(reader.read()).toBe(BOOK_VALID);
  });

  it("is stale for a reader whose clock was never read", () => {
    const file = bookFile();
    createWriter(file, 4).publish(new Float64Array(3));
    const options = { levels: 4, staleNs: STALE_NS, clock: new MonoClock() };
    expect(new BookReader(file, options).read()).toBe(BOOK_STALE);
  });

  it("is unstable while its writer stands in the middle of a write", () => {
    const file = bookFile();
    createWriter(file, 4).publish(new Float64Array(3));
    const { reader } = createReader(file, 4);
    const words = new Int32Array(MappedFile.open(file, { writable: true }).buffer);
    Atomics.add(words, 320 / 4, 1);
    expect(reader.read()).toBe(BOOK_UNSTABLE);
    Atomics.add(words, 320 / 4, 1);
    expect(reader.read()).toBe(BOOK_VALID);
  });

  it("grows without a reader missing anything", () => {
    const file = bookFile();
    const writer = createWriter(file, 2);
    for (let i = 1; i <= 5; i++) writer.row(ROW_DEPTH | ROW_BUY, i, Float64Array.of(i), 0);
    writer.publish(Float64Array.of(1, 2, 3));
    const { reader } = createReader(file, 10);
    reader.read();
    expect(reader.bidCount).toBe(2);
    writer.grow(4);
    expect(reader.read()).toBe(BOOK_VALID);
    expect([...reader.stamp]).toEqual([1, 2, 3]);
    expect([...reader.bidTicks.subarray(0, reader.bidCount)]).toEqual([5, 4, 3, 2]);
    writer.grow(10);
    writer.row(ROW_DEPTH | ROW_BUY, 6, Float64Array.of(6), 0);
    writer.publish(new Float64Array(3));
    reader.read();
    expect([...reader.bidTicks.subarray(0, reader.bidCount)]).toEqual([6, 5, 4, 3, 2, 1]);
    expect(reader.levels).toBe(10);
  });

  it("of another version is refused with both versions named", () => {
    const file = bookFile();
    createWriter(file, 2);
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(7, 8);
    writeFileSync(`${file}7`, bytes);
    expect(() => createReader(`${file}7`, 2)).toThrow("has version 7 and this program reads 1");
  });

  it("that is not there, is empty or has no header is refused by name", () => {
    const file = bookFile();
    expect(() => createReader(file, 2)).toThrow(`${file} is not there`);
    writeFileSync(file, "");
    expect(() => createReader(file, 2)).toThrow("is empty");
    writeFileSync(file, "short");
    expect(() => createReader(file, 2)).toThrow("too short");
    expect(() => createWriter(file, 0)).toThrow("levels: 0 is not in 1 to 10000");
  });

  it("after close neither writing nor reading touches anything", () => {
    const file = bookFile();
    const writer = createWriter(file, 2);
    const { reader } = createReader(file, 2);
    writer.close();
    reader.close();
    writer.publish(new Float64Array(3));
    expect([reader.read(), reader.bidCount]).toEqual([BOOK_CLOSED, 0]);
  });
});
