import type { Study, Trial } from "@mexoms/sim/engine";
import type { SharedTape } from "./shared-tape.ts";
import type { TrialEnd } from "./trial-executor.ts";

/** What a worker thread is started with. */
export interface WorkerJob {
  readonly study: Study;
  readonly tapes: readonly SharedTape[];
  /** One number, shared: above zero no further trial is started. */
  readonly stop: Int32Array;
}

/** From the main thread: run this after what was sent before. */
export interface RunTrial {
  readonly trial: Trial;
}

/** From a worker thread. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "end"; readonly id: string; readonly end: TrialEnd }
  /** The trial was not started, because of `stop`. */
  | { readonly kind: "skipped"; readonly id: string };
