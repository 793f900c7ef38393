import * as hdr from "hdr-histogram-js";
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

// The reading process of shared-memory.ts. Prints "ready" once it runs and the figures as JSON after
// the last value, which is planned for the time Infinity.
const [memory, session, what, wait] = process.argv.slice(2) as [
  string,
  string,
  "book" | "rows" | "messages",
  WaitKind,
];

/** What `process.send` carries to the writer. */
export interface ReaderFigures {
  readonly count: number;
  readonly us: readonly number[];
  readonly cpuShare: number;
  readonly seconds: number;
}

const control = SessionControl.open(memory, session);
const clock = new MonoClock();
const histogram = hdr.build({ lowestDiscernibleValue: 1, highestTrackableValue: 1e10 });
const abort = new AbortController();
let cpu = process.cpuUsage();
let since = performance.now();

/** A value that was planned for `plannedNs` has been read. Below zero: the warm-up is over. */
function take(plannedNs: number): void {
  if (plannedNs === Number.POSITIVE_INFINITY) return abort.abort();
  if (plannedNs < 0) {
    histogram.reset();
    cpu = process.cpuUsage();
    since = performance.now();
    return;
  }
  histogram.recordValue(Math.max(1, clock.read() - plannedNs));
}

function createReader(): Agent {
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

const waiting = createWait({ kind: wait, bell: control.bell(BELL.toEngine), maxSleepUs: 1000 });
const reader = createReader();
process.send?.("ready");
await runAgent(reader, clock, waiting, abort.signal);
const used = process.cpuUsage(cpu);
const seconds = (performance.now() - since) / 1000;
const us = [50, 99, 99.9, 100].map((p) => histogram.getValueAtPercentile(p) / 1000);
const cpuShare = (used.user + used.system) / 1e6 / seconds;
process.send?.({ count: histogram.totalCount, us, cpuShare, seconds } satisfies ReaderFigures);
process.disconnect();
