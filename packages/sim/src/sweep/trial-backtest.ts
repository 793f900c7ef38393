import type { Params, Strategy } from "@mexoms/core";
import {
  type BacktestResult,
  scaledLatency,
  type Study,
  type Tape,
  type Trial,
} from "@mexoms/sim/engine";
import { backtest } from "../backtest.ts";
import { latencyModel } from "./create-study.ts";
import { accountsFor } from "./study-runner.ts";

/**
 * Runs a trial of a study as a whole backtest, under its own assumptions: its outputs digest is that of
 * the trial. `tapes` are those that it may see.
 */
export async function trialBacktest<P extends Params>(of: {
  readonly study: Study;
  readonly trial: Pick<Trial, "point" | "variant">;
  readonly strategy: Strategy<P>;
  readonly codeDigest: string;
  readonly tapes: readonly Tape[];
}): Promise<BacktestResult> {
  const { study, trial, strategy, codeDigest, tapes } = of;
  const { point, variant } = trial;
  const latency = latencyModel(study.latency, study.latencyFiles);
  const { latencyTimes } = variant;
  const { rules, faults, risk, warmup } = study;
  const accounts = accountsFor(study.accounts, variant);
  const fees = variant.fees ?? study.fees;
  return backtest({
    strategy,
    codeDigest,
    params: { ...study.params, ...point },
    tapes,
    latency: latencyTimes === undefined ? latency : scaledLatency(latency, latencyTimes),
    queue: variant.queue ?? study.queue,
    exchange: study.exchange,
    seed: study.seed,
    ...(fees && { fees }),
    ...(accounts && { accounts }),
    ...(rules && { rules }),
    ...(faults && { faults }),
    ...(risk && { risk }),
    ...(warmup !== undefined && { warmup }),
  });
}
