import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { tmpdir } from "node:os";
import { build, type Histogram } from "hdr-histogram-js";
import { INPUT, JournalWriter, OUTPUT, SEGMENT_BYTES } from "@mexoms/live";

// Latency of appending one record, payload included, against planned times: one that comes late
// because the one before it took long counts as late. And how much a journal takes at full speed.
//
//   node packages/live/dist/bench/journal.js [FOLDER [POLICY,POLICY]]

const ROW_DOUBLES = 3;
const REQUEST_DOUBLES = 27;

interface Load {
  readonly name: string;
  readonly kind: number;
  readonly doubles: number;
  readonly perSecond: number;
}
const LOADS: readonly Load[] = [
  { name: "rows, 1", kind: INPUT.rows, doubles: 3 + ROW_DOUBLES, perSecond: 20_000 },
  { name: "rows, 10", kind: INPUT.rows, doubles: 3 + 10 * ROW_DOUBLES, perSecond: 10_000 },
  { name: "rows, 100", kind: INPUT.rows, doubles: 3 + 100 * ROW_DOUBLES, perSecond: 2000 },
  { name: "order request", kind: OUTPUT.request, doubles: REQUEST_DOUBLES, perSecond: 10_000 },
];
const SECONDS = 5;
const THROUGHPUT_BYTES = 400e6;

function append(writer: JournalWriter, load: Load, i: number): void {
  const { doubles } = load;
  const start = writer.begin(load.kind, i, doubles * 8) >> 3;
  const { fields } = writer;
  for (let k = 0; k < doubles; k++) fields[start + k] = k;
  writer.commit();
}

/** The writer's other work: it has to be allowed to turn, as in an engine. */
function turn(): Promise<void> {
  return new Promise((done) => {
    setImmediate(done);
  });
}

async function latency(dir: string, sync: string, load: Load): Promise<string> {
  const { writer } = JournalWriter.open({ dir, epochNs: 0n, segmentBytes: SEGMENT_BYTES, sync });
  const appended = build({ numberOfSignificantValueDigits: 3 });
  const planned = build({ numberOfSignificantValueDigits: 3 });
  const every = 1000 / load.perSecond;
  const count = sync === "always" ? load.perSecond / 10 : load.perSecond * SECONDS;
  const warmUp = sync === "always" ? 0 : 20_000;
  for (let i = 0; i < warmUp; i++) append(writer, load, i);
  writer.syncIfDue(performance.now());
  await turn();
  let due = performance.now() + 5;
  let worked = 0;
  for (let i = 0; i < count;) {
    const now = performance.now();
    if (now < due) {
      writer.syncIfDue(now);
      // An engine turns to Node's loop when there is nothing to do, and not each time.
      if (++worked % 64 === 0 && due - now > 0.02) await turn();
      continue;
    }
    append(writer, load, i++);
    const done = performance.now();
    appended.recordValue(Math.max(1, Math.round((done - now) * 1e6)));
    planned.recordValue(Math.max(1, Math.round((done - due) * 1e6)));
    due += every;
  }
  writer.close();
  return `${load.name.padEnd(14)} ${sync.padEnd(7)}${figures(appended)}  ${figures(planned)}`;
}

function figures(histogram: Histogram): string {
  const micros = (ns: number): string => (ns / 1000).toFixed(ns < 1e5 ? 2 : 0).padStart(8);
  const at = (p: number): string => micros(histogram.getValueAtPercentile(p));
  return at(50) + at(99) + at(99.9) + micros(histogram.maxValue);
}

/** Records of 100 rows as fast as they go, new segments and syncs included. */
async function throughput(dir: string, sync: string): Promise<string> {
  const { writer } = JournalWriter.open({ dir, epochNs: 0n, segmentBytes: SEGMENT_BYTES, sync });
  const load = LOADS[2]!;
  const record = 32 + load.doubles * 8;
  const count = sync === "always" ? 1000 : Math.round(THROUGHPUT_BYTES / record);
  const before = performance.now();
  for (let i = 0; i < count; i++) {
    append(writer, load, i);
    if (i % 64 !== 0) continue;
    writer.syncIfDue(performance.now());
    await turn();
  }
  writer.close(); // on disk, but for "none"
  const seconds = (performance.now() - before) / 1000;
  const megabytes = ((count * record) / seconds / 1e6).toFixed(1);
  return `${sync.padEnd(7)} ${megabytes} MB/s, ${Math.round(count / seconds)} records/s`;
}

const root = process.argv[2] ?? tmpdir();
const policies = process.argv[3]?.split(",") ?? ["none", "100ms", "always"];
console.log(
  "microseconds          the append itself               from the time it was planned for",
);
console.log("                      p50     p99   p99.9     max       p50     p99   p99.9     max");
for (const sync of policies) {
  for (const load of LOADS) {
    const dir = mkdtempSync(path.join(root, "mexoms-bench-"));
    console.log(await latency(dir, sync, load));
    rmSync(dir, { recursive: true });
  }
}
console.log("records of 100 rows at full speed");
for (const sync of policies) {
  const dir = mkdtempSync(path.join(root, "mexoms-bench-"));
  console.log(await throughput(dir, sync));
  rmSync(dir, { recursive: true });
}
