// The engine's process of engine.ts: node engine-under-test.js DIR MEMORY WAIT SYNC. Quotes at the best
// bid, anew with each change of the book. Sends what it measured when it is told to end.
import { ENGINE_DEADLINES, SEGMENT_BYTES } from "@mexoms/live";
import type { WaitKind } from "@mexoms/live/internal";
import { PaperRun } from "../src/run/paper-run.ts";
import { BENCH_RISK, FOLLOWER } from "./follower.ts";

const [dir, memory, wait, journalSync] = process.argv.slice(2) as [
  string,
  string,
  WaitKind,
  string,
];

const stop = new AbortController();
process.on("message", (what) => {
  if (what === "measure") begin();
  else stop.abort();
});
const run = await PaperRun.open({
  dir,
  memory,
  wait,
  journalSync,
  speed: 1,
  seed: 1,
  risk: BENCH_RISK,
  strategy: FOLLOWER,
  codeDigest: "0".repeat(64),
  source: "follower",
  params: {},
  tapes: [],
  latency: "none",
  queue: "front",
  exchange: "no-partial",
  rules: "none",
  segmentBytes: SEGMENT_BYTES,
  deadlines: ENGINE_DEADLINES,
  observer: {
    phase: (phase) => {
      if (phase === "running") process.send?.("running");
    },
    filled: () => {},
    note: (text) => console.error(text),
  },
});
let cpu = process.cpuUsage();
let beganMs = performance.now();
const { view } = await run.run({ signal: stop.signal, between: () => {} });
const { user, system } = process.cpuUsage(cpu);
const cpuShare = (user + system) / 1_000 / (performance.now() - beganMs);
process.send?.({ latencies: view.latencies, counts: view.counts, cpuShare });
run.close();
process.disconnect();

/** The warm-up is over: what the engine did until here does not count. */
function begin(): void {
  run.latencies.reset();
  cpu = process.cpuUsage();
  beganMs = performance.now();
}
