// The process of a DrivenEngine: node engine-under-test.js DIR MEMORY WAIT SYNC [NATS]. Quotes at the
// best bid, anew with each change of the book. Sends what it measured when it is asked to tell.
import { ENGINE_DEADLINES, SEGMENT_BYTES } from "@mexoms/live";
import type { WaitKind } from "@mexoms/live/internal";
import { PaperRun } from "../src/run/paper-run.ts";
import { SessionBus } from "../src/run/session-bus.ts";
import { sessionName } from "../src/run/session-folder.ts";
import { BENCH_RISK, FOLLOWER } from "./follower.ts";

const [dir, memory, wait, journalSync, nats] = process.argv.slice(2) as [
  string,
  string,
  WaitKind,
  string,
  string?,
];

const stop = new AbortController();
process.on("message", (what) => {
  if (what === "measure") begin();
  else if (what === "tell") tell();
  else stop.abort();
});
const say = (text: string): void => console.error(text);
const bus =
  nats === undefined
    ? undefined
    : await SessionBus.open({ nats, dir, engine: sessionName(dir), begun: false, say });
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
    note: say,
  },
});
let cpu = process.cpuUsage();
let beganMs = performance.now();
bus?.begin(() => {});
// What the engine does for NATS is to look now and then how far the publisher is.
await run.run({ signal: stop.signal, between: () => void bus?.status() });
const records = run.journal.nextSequence - 1;
run.close();
await bus?.close(records);
process.disconnect();

/** What the engine did until here does not count. */
function begin(): void {
  run.latencies.reset();
  cpu = process.cpuUsage();
  beganMs = performance.now();
}

function tell(): void {
  const { user, system } = process.cpuUsage(cpu);
  const cpuShare = (user + system) / 1_000 / (performance.now() - beganMs);
  process.send?.({ latencies: run.latencies.views(), cpuShare });
}
