import { spawnSync } from "node:child_process";
import { FOLLOWER } from "./follower.ts";
import { LocalEngine } from "./local-engine.ts";

// What a step of an engine costs its process, in time and in bytes of heap: an engine and its venue in
// one process. A change of the book means two requests, their records in the journal, two answers, and
// what a venue does for them.
//
//   node packages/live/dist/bench/engine-cost.js
const ROUNDS = 20_000;
/** What is allocated is seen by how the heap grows: nothing may be collected on the way. */
const NO_COLLECTION = ["--min-semi-space-size=512", "--max-semi-space-size=512"];

function timesOf(name: string, operation: () => void, rounds: number): void {
  let [bytes, ns] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 7; i++) {
    const before = process.memoryUsage().heapUsed;
    const from = performance.now();
    for (let round = 0; round < rounds; round++) operation();
    ns = Math.min(ns, ((performance.now() - from) / rounds) * 1e6);
    const used = process.memoryUsage().heapUsed - before;
    if (used >= 0) bytes = Math.min(bytes, used / rounds);
  }
  console.log(
    `${name.padEnd(52)} ${ns.toFixed(0).padStart(6)} ns ${bytes.toFixed(1).padStart(7)} B`,
  );
}

function measure(): void {
  const local = LocalEngine.open(FOLLOWER, {});
  try {
    const { engine, venue, clock } = local;
    timesOf("a change of the book, its requests and answers", () => local.change(), ROUNDS);
    timesOf("a look at nothing", () => engine.doWork(clock.nowNs), ROUNDS * 10);
    timesOf("a look at the venue's side", () => venue.poll(), ROUNDS * 10);
    timesOf("the session's clock", () => clock.read(), ROUNDS * 10);
  } finally {
    local.close();
  }
}

if (process.execArgv.includes(NO_COLLECTION[0]!)) measure();
else spawnSync(process.execPath, [...NO_COLLECTION, import.meta.filename], { stdio: "inherit" });
