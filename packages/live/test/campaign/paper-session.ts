// A whole paper session with NATS behind it, to be killed: node paper-session.js OPTIONS.json. Prints
// a line of JSON several times a second: how many requests were sent, and how long they took.
import { readFileSync } from "node:fs";
import { runPaper } from "../../src/run/run-paper.ts";
import { type PaperEngineOptions, sessionOptions } from "./paper-engine.ts";

export interface PaperSessionOptions extends PaperEngineOptions {
  readonly nats: string;
}

const options = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as PaperSessionOptions;
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
const end = await runPaper({
  ...sessionOptions(options),
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
