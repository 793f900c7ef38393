// A whole paper session with NATS behind it, to be killed: node paper-session.js OPTIONS.json. Prints
// a line of JSON several times a second: how many requests were sent, and how long they took.
import { readFileSync } from "node:fs";
import { ENGINE_DEADLINES } from "../../src/engine/engine-times.ts";
import { runPaper } from "../../src/run/run-paper.ts";
import { CODE_DIGEST, type PaperEngineOptions } from "./paper-engine.ts";
import { QUICK_QUOTER } from "./quick-quoter.ts";

export interface PaperSessionOptions extends PaperEngineOptions {
  readonly nats: string;
}

const options = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as PaperSessionOptions;
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
const end = await runPaper({
  dir: options.dir,
  memory: options.memory,
  tapes: options.tapes,
  speed: options.speed,
  strategy: QUICK_QUOTER,
  codeDigest: CODE_DIGEST,
  source: "quick-quoter",
  params: { every: options.every },
  latency: "none",
  queue: "power3:3",
  exchange: "partial",
  rules: "none",
  seed: 1,
  wait: "sleep",
  journalSync: "none",
  segmentBytes: options.segmentBytes,
  deadlines: { ...ENGINE_DEADLINES, ...options.deadlines },
  observer: {
    phase: (phase, why) => console.log(`phase ${phase}: ${why}`),
    filled: () => {},
    note: (text) => console.log(`note ${text}`),
  },
  nats: options.nats,
  record: false,
  signal: stop.signal,
  say: (line) => console.log(`say ${line}`),
  onBegin: () => {},
  onView: ({ counts, latencies, time }) =>
    console.log(`view ${JSON.stringify({ requests: counts.requests, time, latencies })}`),
  viewMs: 50,
});
console.log(`end ${end.why}`);
