import { pathToFileURL } from "node:url";
import { parentPort, type Transferable, workerData } from "node:worker_threads";
import { ConfigError, type Strategy } from "@mexoms/core";
import { fail, isStrategy } from "@mexoms/core/internal";
import type { LatencyModel, Study } from "@mexoms/sim/engine";
import { studyTapes } from "@mexoms/sim/trial-run";
import { parseLatencyText } from "../latency-text.ts";
import { openSharedTape } from "./shared-tape.ts";
import { studyRunner } from "./study-runner.ts";
import type { RunTrial, WorkerJob, WorkerMessage } from "./worker-messages.ts";

// A worker thread of a sweep: runs trials one after the other, in the order in which they come.

const port = parentPort ?? fail("is the entry of a worker thread");
const job = workerData as WorkerJob;
const runner = studyRunner(
  {
    study: job.study,
    strategy: await load(job.modulePath),
    tapes: studyTapes(job.tapes.map(openSharedTape), job.study),
  },
  await latencyOf(job.study),
);
let last: Promise<void> = Promise.resolve();
port.on("message", (message: RunTrial) => {
  // An error of mexoms itself ends the thread, by way of a rejection that nobody handles.
  last = last.then(async () => run(message));
});
tell({ kind: "ready" });

async function run({ trial }: RunTrial): Promise<void> {
  if (Atomics.load(job.stop, 0) > 0) {
    tell({ kind: "skipped", id: trial.id });
    return;
  }
  const end = await runner.run(trial);
  const moved = end.kind === "done" ? [end.outcome.bars.buffer as ArrayBuffer] : [];
  tell({ kind: "end", id: trial.id, end }, moved);
}

function tell(message: WorkerMessage, moved: readonly Transferable[] = []): void {
  port.postMessage(message, moved);
}

async function load(modulePath: string): Promise<Strategy> {
  const module = (await import(pathToFileURL(modulePath).href)) as { readonly default?: unknown };
  if (isStrategy(module.default)) return module.default;
  throw new ConfigError("strategy", `${modulePath} has no strategy as its default export`);
}

/** What reads files of latencies is large, and loaded only where there are some. */
async function latencyOf({ latency, latencyFiles }: Study): Promise<LatencyModel> {
  if (latencyFiles.length === 0) {
    return parseLatencyText(latency, (file) => fail(`the study has no text of ${file}`));
  }
  const { latencyModel } = await import("./create-study.ts");
  return latencyModel(latency, latencyFiles);
}
