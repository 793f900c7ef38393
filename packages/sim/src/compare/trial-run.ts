import { ConfigError, type Params, type Strategy } from "@mexoms/core";
import { type BacktestResult, studyTapes, type SweepRecord, type Tape } from "@mexoms/sim/engine";
import { openSharedTape, shareTape } from "../sweep/shared-tape.ts";
import { trialBacktest } from "../sweep/trial-backtest.ts";

export interface TrialRunOptions<P extends Params> {
  readonly record: SweepRecord;
  /** Of the trial, as its table has it. */
  readonly number: number;
  readonly strategy: Strategy<P>;
  readonly codeDigest: string;
  /** The sweep's tapes, in any order. */
  readonly tapes: readonly Tape[];
}

/**
 * Runs a trial of a sweep again as a whole backtest, under its own assumptions and on its own part of
 * the data, so that there are its orders and fills. Throws ConfigError on `number`, `strategy` or
 * `tapes` for what is not of the sweep, and when the run does not come out as it did in the sweep.
 */
export async function runTrial<P extends Params>(
  options: TrialRunOptions<P>,
): Promise<BacktestResult> {
  const { record, number, strategy, codeDigest } = options;
  const { study } = record.plan;
  const row = record.rows.find((each) => each.number === number);
  if (row === undefined) {
    const known = `it has 1 to ${record.rows.length}`;
    throw new ConfigError("number", `the sweep has no trial ${number}; ${known}`);
  }
  if (row.outcome === undefined) {
    throw new ConfigError(
      "number",
      `trial ${number} failed: ${row.reason ?? "for no reason known"}`,
    );
  }
  if (codeDigest !== study.strategy.codeDigest) {
    throw new ConfigError("strategy", "its code is not that of the sweep any more");
  }
  const { trial } = row;
  const tapes = tapesOf(options, trial.share);
  const result = await trialBacktest({ study, trial, strategy, codeDigest, tapes });
  if (result.outputsDigest !== row.outcome.outputsDigest) {
    const problem = `trial ${number} came out otherwise than in the sweep`;
    throw new ConfigError(
      "number",
      `${problem}: another version of mexoms, or its table was changed`,
    );
  }
  return result;
}

function tapesOf<P extends Params>(
  { record, tapes }: TrialRunOptions<P>,
  share: number,
): readonly Tape[] {
  const { study } = record.plan;
  const ordered = study.tapes.map(({ instrument, digest }) => {
    const found = tapes.find((tape) => tape.digest === digest);
    if (found !== undefined) return openSharedTape(shareTape(found));
    const which = `${instrument} with the digest ${digest.slice(0, 12)}`;
    throw new ConfigError("tapes", `none of the tapes given is that of the sweep, ${which}`);
  });
  return studyTapes(ordered, study)(share);
}
