import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ROW_BUY, ROW_DEPTH, ROW_SELL } from "@mexoms/core/internal";
import { BookWriter, memoryFolder, MonoClock, SessionControl } from "@mexoms/live";
import { BELL, RingProducer, RowRingWriter, WAIT_KINDS } from "@mexoms/live/internal";
import type { ReaderFigures } from "./memory-reader.ts";
import { BENCH_INSTRUMENT } from "./bench-instrument.ts";

// How long it takes until what one process writes into shared memory is read in another: for books,
// rows and messages, by wait strategy, with the CPU that the reader uses while it waits. Values have
// planned times, and latency counts from those: a writer that is late is not forgiven. Then, what the
// rings carry at most. "machine" is the floor: both processes look at the clock as they do otherwise,
// and nothing goes between them; the second one takes each value when its own loop reaches its time.
//
//   node packages/live/dist/bench/shared-memory.js [SECONDS PER LINE] [book, spin, 20k/s]
const seconds = Number(process.argv[2] ?? 3);
/** Only lines that begin so; all without it. */
const only = process.argv[3] ?? "";
const memory = path.join(memoryFolder(), `bench-${process.pid}`);
const clock = new MonoClock();
const MESSAGE_BYTES = 248; // an order event's
const WARM_UP_MS = 500;

type What = "book" | "rows" | "messages" | "machine";

/** Writes one value that carries a time. */
interface Writer {
  write(plannedNs: number): void;
  beat(): void;
  close(): void;
}

function createWriter(control: SessionControl, what: What): Writer {
  if (what === "machine") return { write: () => {}, beat: () => {}, close: () => {} };
  const bell = control.bell(BELL.toEngine);
  if (what === "messages") {
    const ring = RingProducer.create(control.linkFile(1, "events"), 2 ** 20);
    return {
      write(plannedNs) {
        const at = ring.claim(MESSAGE_BYTES);
        if (at < 0) return;
        ring.fields[at / 8] = plannedNs;
        ring.commit();
        bell.ring();
      },
      beat: () => {},
      close: () => ring.close(),
    };
  }
  const ring = RowRingWriter.create(control.marketFile(0, "rows"), 2 ** 16);
  const options = { levels: 20, instrument: BENCH_INSTRUMENT, market: 0, epochNs: 0n };
  const book = BookWriter.create(control.marketFile(0, "book"), options);
  const lots = new Float64Array(1);
  const stamp = new Float64Array(3);
  let row = 0;
  return {
    write(plannedNs) {
      row += 1;
      const event = ROW_DEPTH | (row & 1 ? ROW_BUY : ROW_SELL);
      const ticks = row & 1 ? 1000 - (row % 20) : 1001 + (row % 20);
      lots[0] = 1 + (row % 7);
      ring.push(event, plannedNs, plannedNs, ticks, lots[0]);
      ring.publish();
      book.row(event, ticks, lots, 0);
      stamp[1] = plannedNs;
      stamp[2] = ring.position;
      book.publish(stamp);
      bell.ring();
    },
    beat: () => book.beat(clock.read()),
    close() {
      ring.close();
      book.close();
    },
  };
}

/** Writes at a steady rate: the time of each value is known before. */
function writeSteadily(writer: Writer, perSecond: number, ms: number): void {
  const gapNs = 1e9 / perSecond;
  const from = clock.read();
  const count = (ms / 1000) * perSecond;
  for (let i = 0; i < count; i++) {
    const planned = Math.floor(from + i * gapNs);
    while (clock.read() < planned);
    writer.write(planned);
    if (i % 64 === 0) writer.beat();
  }
}

async function measure(what: What, wait: string, perSecond: number): Promise<ReaderFigures> {
  const session = `${what}-${wait}-${perSecond}`;
  const options = { memory, session, epochNs: 0n, speed: 1, instruments: [BENCH_INSTRUMENT] };
  const control = SessionControl.create(options);
  const writer = createWriter(control, what);
  const program = fileURLToPath(new URL("./memory-reader.js", import.meta.url));
  const child = fork(program, [memory, session, what, wait, String(perSecond), String(seconds)]);
  await once(child, "message");
  writeSteadily(writer, perSecond, WARM_UP_MS);
  writer.write(-1);
  pause(5);
  writeSteadily(writer, perSecond, seconds * 1000);
  writer.write(Number.POSITIVE_INFINITY);
  const [figures] = (await once(child, "message")) as [ReaderFigures];
  writer.close();
  control.close();
  return figures;
}

/** The reader has time to take what is there. */
function pause(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

async function latencies(): Promise<void> {
  console.log(
    `\nwrite to read, us${" ".repeat(14)}p50      p99    p99.9      max    p99 of the   reader's\n` +
      `${" ".repeat(65)}median 100 ms        CPU`,
  );
  for (const perSecond of [1000, 20_000]) {
    for (const what of ["machine", "book", "rows", "messages"] as const) {
      for (const wait of WAIT_KINDS) {
        if (what === "machine" && wait !== "spin") continue;
        const name = `${what}, ${wait}, ${perSecond / 1000}k/s`;
        if (!name.startsWith(only)) continue;
        const { us, cpuShare } = await measure(what, wait, perSecond);
        const all = us.map((value) => value.toFixed(1).padStart(8));
        const typical = all.pop()!.padStart(14);
        const cpu = `${(cpuShare * 100).toFixed(0).padStart(8)} %`;
        console.log(`${name.padEnd(26)} ${all.join(" ")}${typical} ${cpu}`);
      }
    }
  }
}

/** As many as possible for some seconds; the reader counts. */
async function throughput(what: "rows" | "messages"): Promise<void> {
  const session = `${what}-throughput`;
  const options = { memory, session, epochNs: 0n, speed: 1, instruments: [BENCH_INSTRUMENT] };
  const control = SessionControl.create(options);
  const rows = RowRingWriter.create(control.marketFile(0, "rows"), 2 ** 16);
  const ring = RingProducer.create(control.linkFile(1, "events"), 2 ** 20);
  const program = fileURLToPath(new URL("./memory-reader.js", import.meta.url));
  const child = fork(program, [memory, session, what, "spin"]);
  await once(child, "message");
  const from = performance.now();
  let written = 0;
  while (performance.now() < from + seconds * 1000) {
    for (let i = 0; i < 1000; i++) {
      if (what === "rows") {
        rows.push(1, 1, 1, 1, 1);
      } else {
        let at = ring.claim(MESSAGE_BYTES);
        while (at < 0) at = ring.claim(MESSAGE_BYTES);
        ring.fields[at / 8] = 1;
        ring.commit();
      }
      written += 1;
      if (i % 10 === 9) rows.publish();
    }
  }
  const perSecond = written / ((performance.now() - from) / 1000);
  console.log(`${what}: ${(perSecond / 1e6).toFixed(1)} M/s written`);
  child.kill("SIGKILL");
  await once(child, "exit");
  rows.close();
  ring.close();
  control.close();
}

try {
  await latencies();
  if (only === "") {
    console.log("");
    await throughput("rows");
    await throughput("messages");
  }
} finally {
  rmSync(memory, { recursive: true, force: true });
}
