import { BOOK_VALID, BookReader, MonoClock, SessionControl } from "@mexoms/live";
import {
  type Agent,
  BELL,
  createWait,
  RingConsumer,
  RowRingReader,
  runAgent,
  SLOT_DOUBLES,
  type WaitKind,
} from "@mexoms/live/internal";
import { PlannedLatency } from "./planned-latency.ts";

// The reading process of shared-memory.ts. Prints "ready" once it runs and the figures as JSON after
// the last value, which is planned for the time Infinity. "machine" reads nothing: it plans its values
// itself, and takes each when its own loop has reached the time, so that what is late is the machine.
const [memory, session, what, wait, perSecond, forSeconds] = process.argv.slice(2) as [
  string,
  string,
  "book" | "rows" | "messages" | "machine",
  WaitKind,
  string,
  string,
];

/** What `process.send` carries to the writer. */
export interface ReaderFigures {
  readonly count: number;
  /** p50, p99, p99.9, the largest; and the p99 of the median tenth of a second. */
  readonly us: readonly number[];
  readonly cpuShare: number;
  readonly seconds: number;
}

const WARM_UP_NS = 500e6;
const control = SessionControl.open(memory, session);
const clock = new MonoClock();
const latency = new PlannedLatency();
const abort = new AbortController();
let cpu = process.cpuUsage();
let since = performance.now();

/** A value that was planned for `plannedNs` has been read. Below zero: the warm-up is over. */
function take(plannedNs: number): void {
  if (plannedNs === Number.POSITIVE_INFINITY) return abort.abort();
  if (plannedNs < 0) {
    latency.reset();
    cpu = process.cpuUsage();
    since = performance.now();
    return;
  }
  latency.record(plannedNs, clock.read());
}

function createReader(): Agent {
  if (what === "machine") return planByItself();
  if (what === "book") {
    const file = control.marketFile(0, "book");
    const reader = new BookReader(file, { levels: 20, staleNs: 1e9, clock });
    const read = (): number => {
      if (!reader.touched || reader.read() !== BOOK_VALID) return 0;
      take(reader.stamp[1]!);
      return 1;
    };
    return { role: what, doWork: read, close: () => reader.close() };
  }
  if (what === "rows") {
    const reader = new RowRingReader(control.marketFile(0, "rows"), { from: 0 });
    const sink = {
      slots(doubles: Float64Array, _words: Int32Array, index: number, count: number): void {
        for (let i = index; i < index + count; i++) take(doubles[i * SLOT_DOUBLES + 1]!);
      },
    };
    return { role: what, doWork: () => reader.poll(sink, 256), close: () => reader.close() };
  }
  const reader = RingConsumer.open(control.linkFile(1, "events"));
  const handler = {
    message(fields: Float64Array, _bytes: Uint8Array, start: number): void {
      take(fields[start / 8]!);
    },
  };
  return { role: what, doWork: () => reader.poll(handler, 256), close: () => reader.close() };
}

function planByItself(): Agent {
  const gapNs = 1e9 / Number(perSecond);
  const beginNs = clock.read();
  let planned = 0;
  let warm = false;
  const doWork = (): number => {
    const nowNs = clock.read() - beginNs;
    if (!warm && nowNs >= WARM_UP_NS) {
      take(-1);
      planned = Math.ceil(WARM_UP_NS / gapNs);
      warm = true;
    }
    if (planned * gapNs > nowNs) return 0;
    if (nowNs > WARM_UP_NS + Number(forSeconds) * 1e9) take(Number.POSITIVE_INFINITY);
    else take(beginNs + Math.floor(planned * gapNs));
    planned += 1;
    return 1;
  };
  return { role: what, doWork, close: () => {} };
}

const waiting = createWait({ kind: wait, bell: control.bell(BELL.toEngine), maxSleepUs: 1000 });
const reader = createReader();
process.send?.("ready");
await runAgent(reader, clock, waiting, abort.signal);
const used = process.cpuUsage(cpu);
const seconds = (performance.now() - since) / 1000;
const us = [...latency.percentilesUs(), latency.typicalP99Us()];
const cpuShare = (used.user + used.system) / 1e6 / seconds;
process.send?.({ count: latency.count, us, cpuShare, seconds } satisfies ReaderFigures);
process.disconnect();
