import type { Point } from "../search/search.ts";
import type { TrialOutcome } from "./trial-metrics.ts";

/** How a trial's assumptions differ from those of the sweep. */
export interface Variant {
  /** "" for the sweep's own; otherwise unique among them, for example "latency x2" or "queue back". */
  readonly label: string;
  /** Latencies of orders times this. */
  readonly latencyTimes?: number;
  /** A queue model by name in place of the sweep's. */
  readonly queue?: string;
  /** Rates in place of those of the sweep. */
  readonly fees?: { readonly maker: string; readonly taker: string };
}

/**
 * Why a trial is run: "search" for the search itself; "nearby" for the best point with one parameter
 * moved by 10 or 20 %; "assumptions" for the best points under other models.
 */
export type TrialPhase = "search" | "nearby" | "assumptions";

/** One run of a sweep. Everything else that decides it is the same for the whole sweep. */
export interface Trial {
  /** Of `trialId`: equal trials have equal ones, also in sweeps of other parameters. */
  readonly id: string;
  readonly phase: TrialPhase;
  readonly point: Point;
  readonly variant: Variant;
  /** Part of the sweep's time from its start, above 0 and at most 1. */
  readonly share: number;
}

/** A trial that has been run. */
export interface TrialRow {
  /** Its place in the table, from 1: the order of asking. */
  readonly number: number;
  readonly trial: Trial;
  /** Absent for a failed one. */
  readonly outcome?: TrialOutcome;
  /** Why it failed; absent otherwise. */
  readonly reason?: string;
}
