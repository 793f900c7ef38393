import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
  ROW_SNAPSHOT,
} from "@mexoms/core/internal";
import { BookWriter, MonoClock } from "@mexoms/live";
import { RowRingReader, RowRingWriter } from "@mexoms/live/internal";
import { MarketFeed } from "../src/engine/market-feed.ts";
import { RowBatch } from "../src/kernel/row-batch.ts";
import { BookReader } from "../src/memory/book-reader.ts";
import { SessionFolder } from "./session-folder.ts";

const SLOTS = 256;
const SPEC = {
  venue: "test",
  market: "spot",
  symbol: "AB",
  base: "A",
  quote: "B",
  payoff: "linear",
  contractSize: "1",
  tickSize: "1",
  lotSize: "1",
  makerFee: "0bps",
  takerFee: "0bps",
} as const;

/** Rows and a book in shared memory, and a feed that reads them. */
function market(fromStart: boolean) {
  const { memory } = new SessionFolder();
  const files = { rows: path.join(memory, "rows"), book: path.join(memory, "book") };
  const writer = RowRingWriter.create(files.rows, SLOTS);
  const book = BookWriter.create(files.book, {
    levels: 5,
    instrument: SPEC,
    market: 0,
    epochNs: 0n,
  });
  const mono = new MonoClock();
  const lots = Float64Array.of(0);
  const stamp = new Float64Array(3);
  const put = (event: number, ticks: number, qtyLots: number): void => {
    lots[0] = qtyLots;
    writer.push(event | ROW_LOCAL, 1, 2, ticks, qtyLots);
    book.row(event, ticks, lots, 0);
    writer.publish();
    stamp[2] = writer.position;
    book.publish(stamp);
    book.beat(mono.read());
  };
  const rows = new RowRingReader(files.rows, { from: fromStart ? 0 : "now" });
  const reader = new BookReader(files.book, { levels: 5, staleNs: 60e9, clock: mono });
  const feed = new MarketFeed({ rows, book: reader, mono }, { fromStart, limitRows: 100 });
  onTestFinished(() => {
    feed.close();
    writer.close();
    book.close();
  });
  const batch = new RowBatch();
  const poll = (): { kind: number; ticks: number }[] => {
    batch.clear();
    feed.poll(batch);
    return Array.from({ length: batch.count }, (_, row) => ({
      kind: batch.words[row * 6 + 5]! & ROW_KIND_MASK,
      ticks: batch.words[row * 6 + 4]!,
    }));
  };
  return { put, poll, feed };
}

describe("market feed", () => {
  it("reads rows in their order from the start of a session, at most so many at once", () => {
    const { put, poll, feed } = market(true);
    for (let i = 0; i < 150; i++) put(ROW_DEPTH | ROW_BUY, 1_000 + i, 1);
    expect(poll().map(({ ticks }) => ticks)).toEqual(
      Array.from({ length: 100 }, (_, i) => 1_000 + i),
    );
    expect(feed.isDrained).toBe(false);
    expect(poll()).toHaveLength(50);
    expect(feed.isDrained).toBe(true);
    expect(poll()).toEqual([]);
  });

  it("lost rows become a gap and the book as it is, and then it goes on without a hole", () => {
    const { put, poll, feed } = market(true);
    put(ROW_DEPTH | ROW_SELL, 2_000, 3);
    expect(poll()).toHaveLength(1);
    for (let i = 0; i < 2 * SLOTS; i++) put(ROW_DEPTH | ROW_BUY, 1_000 + i, 1);
    const kinds = poll();
    expect(feed.overruns).toBe(1);
    expect(kinds.slice(0, 3).map(({ kind }) => kind)).toEqual([ROW_GAP, ROW_CLEAR, ROW_SNAPSHOT]);
    const best = 1_000 + 2 * SLOTS - 1;
    const bids = Array.from({ length: 5 }, (_, level) => best - level);
    expect(kinds.slice(3).map(({ ticks }) => ticks)).toEqual([...bids, 2_000]);
    put(ROW_DEPTH | ROW_BUY, 1_999, 7);
    expect(poll()).toEqual([{ kind: ROW_DEPTH, ticks: 1_999 }]);
  });

  it("who comes in the middle is told a gap at once, and the book when there is one", () => {
    const { put, poll } = market(false);
    expect(poll()).toEqual([{ kind: ROW_GAP, ticks: 0 }]);
    expect(poll()).toEqual([]);
    put(ROW_DEPTH | ROW_BUY, 5, 1);
    expect(poll().map(({ kind }) => kind)).toEqual([ROW_CLEAR, ROW_SNAPSHOT, ROW_SNAPSHOT]);
  });
});
