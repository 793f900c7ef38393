import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "@mexoms/core";
import {
  NO_SIDE,
  OVERRUN,
  RowRingReader,
  RowRingWriter,
  SLOT,
  SLOT_DOUBLES,
  SLOT_WORDS,
  type SlotSink,
  TradeRingReader,
  TradeRingWriter,
} from "@mexoms/live/internal";
import { sharedScratch } from "./shared-scratch.ts";

type Row = [tag: number, exchNs: number, localNs: number, ticks: number, lots: number];

class Kept implements SlotSink {
  rows: Row[] = [];
  slots(doubles: Float64Array, words: Int32Array, index: number, count: number): void {
    for (let i = index; i < index + count; i++) {
      const [d, w] = [i * SLOT_DOUBLES, i * SLOT_WORDS];
      const [exchNs, localNs] = [doubles[d + SLOT.exchNs]!, doubles[d + SLOT.localNs]!];
      const lots = doubles[d + SLOT.qtyLots]!;
      this.rows.push([words[w + SLOT.tag]!, exchNs, localNs, words[w + SLOT.priceTicks]!, lots]);
    }
  }
}

function rowAt(i: number): Row {
  return [i % 256, i * 1e9 + 1, i * 1e9 + 2, (i % 1000) - 500, i % 77];
}

describe("row ring", () => {
  it("gives each reader what an array would, or says that rows are lost", () => {
    const file = path.join(sharedScratch(), "rows");
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ poll: fc.integer({ min: 1, max: 300 }) }),
      fc.constant("publish" as const),
    );
    let overruns = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const writer = RowRingWriter.create(file, 256);
        const reader = new RowRingReader(file, { from: 0 });
        let [written, published] = [0, 0];
        for (const s of steps) {
          if (s === "publish") {
            writer.publish();
            published = written;
          } else if ("push" in s) {
            for (let i = 0; i < s.push; i++) writer.push(...rowAt(written++));
          } else {
            const kept = new Kept();
            const from = reader.position;
            const count = reader.poll(kept, s.poll);
            if (count === OVERRUN) {
              overruns += 1;
              // What was read is still there: but up to a claim may be about to go.
              expect(written - from).toBeGreaterThan(256 - 64);
              reader.resumeAt(published);
            } else {
              if (count > 0) expect(written - from).toBeLessThanOrEqual(256);
              expect(count).toBe(Math.min(s.poll, published - from));
              expect(kept.rows).toEqual(Array.from({ length: count }, (_, i) => rowAt(from + i)));
            }
          }
        }
        expect(reader.published).toBe(published);
        expect(reader.closed).toBe(false);
        writer.close();
        reader.close();
      }),
      { numRuns: 300 },
    );
    expect(overruns).toBeGreaterThan(0);
  });

  it("shows nothing of a batch before it is published", () => {
    const file = path.join(sharedScratch(), "rows");
    const writer = RowRingWriter.create(file, 256);
    const reader = new RowRingReader(file, { from: "now" });
    writer.push(...rowAt(0));
    expect(reader.poll(new Kept(), 9)).toBe(0);
    writer.publish();
    expect(reader.poll(new Kept(), 9)).toBe(1);
    writer.close();
    expect(reader.closed).toBe(true);
  });

  it.each([2 ** 31, 2 ** 32, 2 ** 33])("positions go on beyond %i rows", (limit) => {
    const file = path.join(sharedScratch(), "rows");
    const writer = RowRingWriter.create(file, 256, limit - 1000);
    const reader = new RowRingReader(file, { from: "now" });
    const kept = new Kept();
    for (let i = 0; i < 2000; i++) {
      writer.push(...rowAt(i));
      if (i % 100 !== 99) continue;
      writer.publish();
      expect(reader.poll(kept, 1000)).toBe(100);
    }
    expect(reader.position).toBe(limit + 1000);
    expect(kept.rows).toEqual(Array.from({ length: 2000 }, (_, i) => rowAt(i)));
    for (let i = 0; i < 300; i++) writer.push(...rowAt(i));
    writer.publish();
    expect(reader.poll(kept, 1000)).toBe(OVERRUN);
    expect(reader.lag).toBe(300);
  });

  it("a ring of another kind is refused by name", () => {
    const file = path.join(sharedScratch(), "rows");
    RowRingWriter.create(file, 256);
    expect(() => new TradeRingReader(file, { last: 0 })).toThrow("is no trade ring file");
    expect(() => RowRingWriter.create(file, 1)).toThrow(ConfigError);
  });
});

describe("trade ring", () => {
  it("gives the last trades to a reader that comes late, without a side where there is none", () => {
    const file = path.join(sharedScratch(), "trades");
    const writer = TradeRingWriter.create(file, 256);
    for (let i = 0; i < 1000; i++) writer.push(i % 3 === 0 ? NO_SIDE : i % 2, i, i + 1, i, 1);
    writer.publish();
    const kept = new Kept();
    expect(new TradeRingReader(file, { last: 3 }).poll(kept, 99)).toBe(3);
    expect(kept.rows.map((row) => row[3])).toEqual([997, 998, 999]);
    expect(kept.rows.map((row) => row[0])).toEqual([1, 0, NO_SIDE]);
  });

  it("has as many trades as there were when those are fewer than asked for", () => {
    const file = path.join(sharedScratch(), "trades");
    const writer = TradeRingWriter.create(file, 256);
    writer.push(0, 1, 2, 3, 4);
    writer.publish();
    expect(new TradeRingReader(file, { last: 50 }).poll(new Kept(), 99)).toBe(1);
  });
});
