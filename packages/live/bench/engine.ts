import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type EngineView, memoryFolder, SessionControl } from "@mexoms/live";
import { WAIT_KINDS } from "@mexoms/live/internal";
import { sessionName } from "../src/run/session-folder.ts";
import { BENCH_INSTRUMENT, OrderVenue } from "./order-venue.ts";

// How long an engine takes from a change of the book in shared memory until its new order is read at
// the gateway, in another process. Changes have planned times, and latency counts from those. Beside
// it what the engine itself measures: from the strategy's wish, through risk and journal, to the bytes
// at the gateway.
//
//   node packages/live/dist/bench/engine.js [SECONDS PER LINE] [CHANGES A SECOND] [SYNC]
const seconds = Number(process.argv[2] ?? 5);
const perSecond = Number(process.argv[3] ?? 200);
const journalSync = process.argv[4] ?? "100ms";
const memory = path.join(memoryFolder(), `bench-${process.pid}`);
/** The first thousands of orders of a process run while its code is being compiled: see docs/live.md. */
const WARM_UP = { seconds: 4, perSecond: 1_000 };
const PAUSE_S = 0.2;

interface Figures {
  readonly latencies: EngineView["latencies"];
  readonly counts: EngineView["counts"];
  readonly cpuShare: number;
}

async function measure(wait: string): Promise<{ venue: OrderVenue; figures: Figures }> {
  const dir = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
  const session = sessionName(dir);
  const options = { memory, session, epochNs: 0n, speed: 1, instruments: [BENCH_INSTRUMENT] };
  const control = SessionControl.create(options);
  const venue = new OrderVenue(control);
  const main = fileURLToPath(new URL("./engine-under-test.js", import.meta.url));
  const child = fork(main, [dir, memory, wait, journalSync]);
  try {
    await untilRunning(child, venue);
    drive(venue, WARM_UP);
    child.send("measure");
    drive(venue, { seconds: PAUSE_S, perSecond });
    venue.latency.reset();
    drive(venue, { seconds, perSecond });
    child.send("stop");
    const told = once(child, "message") as Promise<[Figures]>;
    const [figures] = await polling(venue, told);
    return { venue, figures };
  } finally {
    child.kill();
    venue.close();
    control.end();
    control.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function untilRunning(child: ChildProcess, venue: OrderVenue): Promise<void> {
  const ended = once(child, "exit").then(() => {
    throw new Error("the engine has ended");
  });
  ended.catch(() => {});
  await polling(venue, Promise.race([once(child, "message"), ended]));
}

/** Goes on looking for orders until something has come. */
async function polling<T>(venue: OrderVenue, awaited: Promise<T>): Promise<T> {
  const looks = setInterval(() => venue.poll(), 1);
  try {
    return await awaited;
  } finally {
    clearInterval(looks);
  }
}

/** Changes the book at planned times, and looks for orders all the while. */
function drive(
  venue: OrderVenue,
  by: { readonly seconds: number; readonly perSecond: number },
): void {
  const everyNs = 1e9 / by.perSecond;
  const beganNs = venue.clock.read();
  for (let n = 0; n < by.seconds * by.perSecond; n++) {
    const plannedNs = beganNs + n * everyNs;
    while (venue.clock.read() < plannedNs) venue.poll();
    venue.change(plannedNs);
  }
  const untilNs = venue.clock.read() + 50e6;
  while (venue.clock.read() < untilNs) venue.poll();
}

function micros(ns: number): string {
  return (ns / 1_000).toFixed(1).padStart(8);
}

try {
  console.log(
    `engine, us; ${perSecond} changes/s at planned times, ${seconds} s each, journal on disk ${journalSync}`,
  );
  console.log(
    "wait     book change to order at the gateway       intent to bytes at the gateway          CPU",
  );
  console.log(
    "             p50      p99    p99.9      max          p50      p99    p99.9      max",
  );
  for (const wait of WAIT_KINDS) {
    const { venue, figures } = await measure(wait);
    const at = (share: number): string => micros(venue.latency.getValueAtPercentile(share));
    const intent = figures.latencies.find(({ name }) => name === "intent-to-gateway")!;
    console.log(
      `${wait.padEnd(7)} ${at(50)} ${at(99)} ${at(99.9)} ${at(100)}     ` +
        `${micros(intent.p50Ns)} ${micros(intent.p99Ns)} ${micros(intent.p999Ns)} ${micros(intent.maxNs)}   ${(figures.cpuShare * 100).toFixed(0)} %` +
        `  (${venue.latency.totalCount} orders)`,
    );
  }
} finally {
  rmSync(memory, { recursive: true, force: true });
}
