import { parentPort, type Transferable, workerData } from "node:worker_threads";
import { ConfigError } from "@mexoms/core";
import { fail, isStrategy } from "@mexoms/core/internal";
import type { LatencyModel, Study } from "@mexoms/sim/engine";
import { studyTapes } from "@mexoms/sim/trial-run";
import { parseLatencyText } from "../latency-text.ts";
import { openSharedTape } from "./shared-tape.ts";
import { studyRunner } from "./study-runner.ts";
import type { RunTrial, WorkerJob, WorkerMessage } from "./worker-messages.ts";

/**
 * What a worker thread of a sweep does: runs trials one after the other, in the order in which they
 * come. `strategy` is the default export of the strategy's module.
 */
export async function runWorker(strategy: unknown): Promise<void> {
  const port = parentPort ?? fail("runs in a worker thread only");
  const { study, tapes, stop } = workerData as WorkerJob;
  if (!isStrategy(strategy)) {
    throw new ConfigError("strategy", "its module has no strategy as its default export");
  }
  const seen = studyTapes(tapes.map(openSharedTape), study);
  const runner = studyRunner({ study, strategy, tapes: seen }, await latencyOf(study));
  const tell = (message: WorkerMessage, moved: readonly Transferable[] = []): void =>
    port.postMessage(message, moved);
  const run = async ({ trial }: RunTrial): Promise<void> => {
    if (Atomics.load(stop, 0) > 0) {
      tell({ kind: "skipped", id: trial.id });
      return;
    }
    const end = await runner.run(trial);
    const moved = end.kind === "done" ? [end.outcome.bars.buffer as ArrayBuffer] : [];
    tell({ kind: "end", id: trial.id, end }, moved);
  };
  let last: Promise<void> = Promise.resolve();
  port.on("message", (message: RunTrial) => {
    // An error of mexoms itself ends the thread, by way of a rejection that nobody handles.
    last = last.then(async () => run(message));
  });
  tell({ kind: "ready" });
}

/** What reads files of latencies is large, and loaded only where there are some. */
async function latencyOf({ latency, latencyFiles }: Study): Promise<LatencyModel> {
  if (latencyFiles.length === 0) {
    return parseLatencyText(latency, (file) => fail(`the study has no text of ${file}`));
  }
  const { latencyModel } = await import("./create-study.ts");
  return latencyModel(latency, latencyFiles);
}
