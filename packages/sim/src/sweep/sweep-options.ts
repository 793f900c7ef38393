import type { Params, RiskConfig, Strategy } from "@mexoms/core";
import type {
  AccountConfig,
  FaultSpec,
  Study,
  Tape,
  TrialPhase,
  VenueRulesSpec,
} from "@mexoms/sim/engine";
import type { SharedTape } from "./shared-tape.ts";
import type { TrialExecutor } from "./trial-executor.ts";
import type { SweepProgress } from "./sweep-progress.ts";

/** What decides the trials of a sweep but their points; texts as in the options of a backtest. */
export interface StudyOptions {
  readonly strategy: Strategy;
  /** Identifies the strategy's code, as `loadStrategyFile` tells it. */
  readonly codeDigest: string;
  /** Texts of parameters that are not swept; those not given take their defaults. */
  readonly params?: Readonly<Record<string, string>>;
  /** Tapes or their files. */
  readonly tapes: readonly (Tape | string)[];
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: { readonly maker: string; readonly taker: string };
  readonly accounts?: string | readonly AccountConfig[];
  readonly rules?: string | readonly VenueRulesSpec[];
  readonly faults?: string | readonly FaultSpec[];
  readonly risk?: string | RiskConfig;
  readonly warmup?: string;
  /** Of the strategy's random numbers; the same for every trial. */
  readonly seed: number;
  /** Part of the data's time, at its end, that no trial sees: 0 to below 1. */
  readonly holdout: number;
  /** Nanoseconds of a bar; a round length that makes at most 1,000 bars when not given. */
  readonly barNs?: number;
  /** Whose profit counts; when not given that of the first tape's instrument. */
  readonly currency?: string;
}

/** What a maker of executors is given. */
export interface SweepWork {
  readonly study: Study;
  readonly strategy: Strategy;
  /** An ES module with the strategy as its default export, when there is one. */
  readonly modulePath: string | undefined;
  /** The study's tapes in memory, without the hold-out: nothing of it is in there. */
  readonly tapes: readonly SharedTape[];
  /** Of the sweep: a maker may give up with its reason once it is aborted. */
  readonly signal: AbortSignal;
}

export interface SweepOptions<P extends Params = Params> extends Omit<StudyOptions, "strategy"> {
  readonly strategy: Strategy<P>;
  /** `modulePath` of `loadStrategyFile`: worker threads load the strategy from there. */
  readonly modulePath?: string;
  /** Swept parameters: "1,3,5", "1bps:20bps:1bps", or "1bps:20bps" for searches that draw. */
  readonly space: Readonly<Record<string, string>>;
  /** Conditions on points. */
  readonly where: readonly string[];
  /** "grid", "random:200", "lhs:200", "sobol:200", "evolve:200". */
  readonly search: string;
  /** Successive halving by time: most points are run on a part of the data only. */
  readonly halving: boolean;
  readonly searchSeed: number;
  /** Metrics, the deciding one first. */
  readonly objectives: readonly string[];
  /** "nearby" and "assumptions" come after "search", which is always run. */
  readonly phases: readonly TrialPhase[];
  readonly folds: number;
  readonly foldKind: "rolling" | "anchored";
  /** Time between training and test that counts for neither; one bar when not given. */
  readonly embargoNs?: number;
  /** Threads; 0 runs trials in this one, which also takes strategies that have no file. */
  readonly workers: number;
  /** Most that a trial in a thread may take beside the tapes, in MB; 512 when not given. */
  readonly workerHeapMb?: number;
  /** Runs the trials elsewhere; `workers` counts for nothing then. The sweep closes it. */
  readonly executor?: (work: SweepWork) => Promise<TrialExecutor>;
  /** Folder that keeps the sweep and from which it is gone on with; without one nothing is kept. */
  readonly dir?: string;
  /** Throws away what the folder holds of an earlier sweep. */
  readonly fresh?: boolean;
  /** No trial is started after so many nanoseconds. */
  readonly budgetNs?: number;
  /** No trial is started once this is aborted. */
  readonly signal?: AbortSignal;
  /**
   * Nanoseconds that trials which run have to end after that; then they are ended, and are run again
   * when the sweep goes on. 10 s when not given. A callback that never returns can be ended in a thread
   * only.
   */
  readonly graceNs?: number;
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Told once in words, such as that the end of a log was torn. */
  readonly onNote?: (note: string) => void;
}
