// An engine on a paper venue, to be killed: node paper-engine.js OPTIONS.json. Prints a line when it
// trades, and one at its end.
import { readFileSync } from "node:fs";
import { ENGINE_DEADLINES, type EngineDeadlines } from "../../src/engine/engine-times.ts";
import type { PaperOptions } from "../../src/run/paper-options.ts";
import { PaperRun } from "../../src/run/paper-run.ts";
import { QUICK_QUOTER } from "./quick-quoter.ts";

/** What differs from one engine to another. */
export interface PaperEngineOptions {
  readonly dir: string;
  readonly memory: string;
  readonly tapes: readonly string[];
  readonly speed: number;
  readonly every: string;
  readonly segmentBytes: number;
  readonly deadlines: Partial<EngineDeadlines>;
  readonly dropEvents?: number;
}

export const CODE_DIGEST = "0".repeat(64);

/** A session of the quick quoter that says what happens to it, a line each. */
export function sessionOptions(options: PaperEngineOptions): PaperOptions {
  return {
    dir: options.dir,
    memory: options.memory,
    tapes: options.tapes,
    speed: options.speed,
    ...(options.dropEvents === undefined ? {} : { dropEvents: options.dropEvents }),
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
  };
}

async function main(): Promise<void> {
  const options = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as PaperEngineOptions;
  const stop = new AbortController();
  process.on("SIGTERM", () => stop.abort());
  const run = await PaperRun.open(sessionOptions(options));
  const end = await run.run({ signal: stop.signal, between: () => {} });
  for (const line of run.found) console.log(`found ${line}`);
  console.log(`end ${end.why}`);
  if (end.isOver || stop.signal.aborted) await run.stopVenue();
  run.close();
}

if (process.argv[1] === import.meta.filename) await main();
