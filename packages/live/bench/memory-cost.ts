import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import type { MarketRows } from "@mexoms/core/internal";
import { BookReader, BookWriter, memoryFolder, MonoClock, SessionControl } from "@mexoms/live";
import {
  BELL,
  RingConsumer,
  RingProducer,
  RowRingReader,
  RowRingWriter,
} from "@mexoms/live/internal";
import { BENCH_INSTRUMENT } from "./bench-instrument.ts";

// What each operation on shared memory costs its process, in time and in bytes of heap.
//
//   node packages/live/dist/bench/memory-cost.js
setFlagsFromString("--min-semi-space-size=64"); // no collection while something is measured
const ROUNDS = 200_000;

/** Rows that change 20 levels of each side, at the touch and behind it. */
function rowsOf(count: number): MarketRows {
  const at = Array.from({ length: count }, (_, i) => i);
  return {
    event: Uint8Array.from(at, (i) => (i & 1 ? 0xd1 : 0xe1)),
    exchNs: Float64Array.from(at, (i) => 1.5e15 + i),
    localNs: Float64Array.from(at, (i) => 1.5e15 + i + 1),
    priceTicks: Int32Array.from(
      at,
      (i) => (i & 1 ? 1000 : 1001) + ((i * 7919) % 20) * (i & 1 ? -1 : 1),
    ),
    qtyLots: Float64Array.from(at, (i) => i % 5),
  };
}

function repeat(operation: (i: number) => void): void {
  for (let i = 0; i < ROUNDS; i++) operation(i);
}

function timesOf(name: string, operation: (i: number) => void): void {
  for (let i = 0; i < 3; i++) repeat(operation);
  let [bytes, ns] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 5; i++) {
    const before = process.memoryUsage().heapUsed;
    const from = performance.now();
    repeat(operation);
    ns = Math.min(ns, ((performance.now() - from) / ROUNDS) * 1e6);
    const used = process.memoryUsage().heapUsed - before;
    if (used >= 0) bytes = Math.min(bytes, used / ROUNDS);
  }
  console.log(
    `${name.padEnd(44)} ${ns.toFixed(0).padStart(5)} ns ${bytes.toFixed(1).padStart(6)} B`,
  );
}

mkdirSync(memoryFolder(), { recursive: true });
const memory = mkdtempSync(path.join(memoryFolder(), "bench-"));
try {
  const options = {
    memory,
    session: "cost",
    epochNs: 0n,
    speed: 1,
    instruments: [BENCH_INSTRUMENT],
  };
  const control = SessionControl.create(options);
  const ring = RowRingWriter.create(control.marketFile(0, "rows"), 65_536);
  const file = control.marketFile(0, "book");
  const writer = BookWriter.create(file, {
    levels: 20,
    instrument: BENCH_INSTRUMENT,
    market: 0,
    epochNs: 0n,
  });
  const clock = new MonoClock();
  const reader = new BookReader(file, { levels: 20, staleNs: 1e12, clock });
  const rowReader = new RowRingReader(control.marketFile(0, "rows"), { from: "now" });
  const producer = RingProducer.create(control.linkFile(1, "events"), 65_536);
  const consumer = RingConsumer.open(control.linkFile(1, "events"));
  const bell = control.bell(BELL.toEngine);
  const rows = rowsOf(1024);
  const stamp = new Float64Array(3);
  const sum = new Float64Array(1); // a variable would cost a heap number each time
  const sink = {
    slots(doubles: Float64Array, _words: Int32Array, index: number, count: number): void {
      for (let i = index; i < index + count; i++) sum[0]! += doubles[i * 4 + 2]!;
    },
  };
  const handler = {
    message(fields: Float64Array, _bytes: Uint8Array, start: number): void {
      sum[0]! += fields[start / 8]!;
    },
  };
  clock.read();
  timesOf("a row into its ring, published", (i) => {
    ring.pushFrom(rows, i & 1023, 0);
    ring.publish();
  });
  rowReader.resumeAt(ring.position);
  timesOf("the same, and read", (i) => {
    ring.pushFrom(rows, i & 1023, 0);
    ring.publish();
    rowReader.poll(sink, 64);
  });
  timesOf("a row into a book of 20 levels, published", (i) => {
    writer.rowFrom(rows, i & 1023);
    writer.publish(stamp);
  });
  timesOf("a book of 20 levels read", () => {
    reader.read();
    sum[0]! += reader.bidCount;
  });
  timesOf("a look at a book that did not change", () => {
    if (reader.touched) sum[0]! += 1;
  });
  timesOf("a message of 248 bytes, written and read", (i) => {
    const at = producer.claim(248);
    producer.fields[at / 8] = i;
    producer.commit();
    consumer.poll(handler, 8);
  });
  timesOf("a bell rung while nobody sleeps", () => bell.ring());
  console.log(`(${sum[0] === 0 ? "nothing was read" : "read"})`);
} finally {
  rmSync(memory, { recursive: true, force: true });
}
