import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type Histogram } from "hdr-histogram-js";
import {
  applySetup,
  connectBus,
  INPUT,
  JournalWriter,
  NatsServer,
  natsConfig,
  OUTPUT,
  planSetup,
  SEGMENT_BYTES,
} from "@mexoms/live";
import { JournalPublisher } from "@mexoms/live/internal";
import { BENCH_INSTRUMENT } from "./bench-instrument.ts";

// How fast a journal gets into the streams of a nats-server on this machine, and what a slice of that
// work takes from whoever runs it: the engine's process, or one of its own.
//
//   node packages/live/dist/bench/publisher.js

const RECORDS = 200_000;
const ROWS = 10;
/** One record in so many is an order event that has a message of its own. */
const ORDER_EVERY = 20;

const dir = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
const folder = path.join(dir, "journal");
const bytes = writeJournal();
const server = await NatsServer.start({ folder: path.join(dir, "nats") });
const bus = await connectBus({ url: server.url, name: "bench" });
await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
const slices = build({ numberOfSignificantValueDigits: 3 });
const publisher = new JournalPublisher({ dir: folder, bus, engine: "bench" });

const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
while (!publisher.isCaughtUp) {
  const now = performance.now();
  const worked = publisher.doWork(now * 1e6);
  if (worked > 0) slices.recordValue(Math.max(1, Math.round((performance.now() - now) * 1e6)));
  await new Promise((done) => {
    setImmediate(done);
  });
}
const seconds = (performance.now() - before) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const cpuMicros = (cpu.user + cpu.system) / RECORDS;
console.log(`${RECORDS} records, ${ROWS} rows each, one in ${ORDER_EVERY} an order's event`);
console.log(
  `${Math.round(RECORDS / seconds)} records/s, ${(bytes / seconds / 1e6).toFixed(1)} MB/s, ` +
    `${cpuMicros.toFixed(1)} us of CPU a record, NATS included`,
);
console.log(`a slice of at most 64 records: ${figures(slices)}`);
publisher.close();
await bus.close();
await server.stop();
rmSync(dir, { recursive: true });

function writeJournal(): number {
  const options = { dir: folder, epochNs: 0n, segmentBytes: SEGMENT_BYTES, sync: "none" };
  const { writer } = JournalWriter.open(options);
  writer.text(INPUT.start, 0, JSON.stringify({ instruments: [BENCH_INSTRUMENT], accounts: [] }));
  let written = 0;
  for (let i = 1; i < RECORDS; i++) {
    const isOrder = i % ORDER_EVERY === 0;
    const doubles = isOrder ? 27 : 3 + ROWS * 3;
    const start = writer.begin(isOrder ? OUTPUT.request : INPUT.rows, i, doubles * 8) / 8;
    writer.fields.fill(0, start, start + doubles);
    // A submission: kind, sequence, then its body.
    if (isOrder) writer.fields.set([1, i, 0, i, 0, 0, 0, 0, 1, i, 0, 0, 600_000, 5], start);
    else writer.fields.set([0, ROWS, i], start);
    writer.commit();
    written += 32 + doubles * 8;
  }
  writer.close();
  return written;
}

function figures(histogram: Histogram): string {
  const at = (p: number): string => (histogram.getValueAtPercentile(p) / 1000).toFixed(0);
  const max = (histogram.maxValue / 1000).toFixed(0);
  return `p50 ${at(50)} us, p99 ${at(99)} us, max ${max} us`;
}
