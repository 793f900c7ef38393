import type { LoadedModule, Workload } from "./workload.ts";

/** What a fresh process is asked to do with one workload of one checkout. */
export interface ProbeJob {
  /** Folder of the built library: packages/sim/dist/src of a checkout. */
  readonly library: string;
  readonly task: ProbeTask;
  readonly workload: Workload;
  /** What `load` gave; undefined for `load` itself. */
  readonly module: LoadedModule | undefined;
}

export type ProbeTask =
  | { readonly kind: "load" }
  | { readonly kind: "results" }
  | {
      readonly kind: "bytes";
      /** Rows to replay before, at least. */
      readonly warmRows: number;
      readonly replays: number;
    }
  /** Replays and no more: whoever started the process counts what it did. */
  | {
      readonly kind: "replay";
      readonly rowsMost: number;
      readonly warm: number;
      /** Replays after the warm ones, of the first `share` of the rows. */
      readonly counted: number;
      readonly share: number;
    }
  | { readonly kind: "time"; readonly warmups: number; readonly leastNs: number }
  | { readonly kind: "profile"; readonly warmups: number; readonly leastNs: number; file: string };

/** What a run gave, exactly. */
export interface Results {
  /** Of every intent, answer and explanation, and the final books. */
  readonly outputs: string;
  /** Of what decides the result, but for the strategy's code. */
  readonly inputs: string;
  /** Of the strategy's code. */
  readonly code: string;
  readonly rows: number;
  readonly orders: number;
  readonly fills: number;
  readonly tapes: readonly string[];
}

/** Heap bytes that a warm replay allocated for so many rows. */
export interface HeapBytes {
  readonly results: Results;
  readonly bytes: number;
  readonly rows: number;
}

/** Nanoseconds of CPU time of warm replays in one process. */
export interface ReplayTimes {
  readonly rows: number;
  readonly runs: number;
  readonly bestNs: number;
  readonly medianNs: number;
}
