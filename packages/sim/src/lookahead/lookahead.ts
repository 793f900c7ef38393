import { ConfigError, type Params, type Strategy, StrategyError } from "@mexoms/core";
import { cutTapes, cutTimes, type RunInputs, type Tape, WatchedRun } from "@mexoms/sim/engine";
import { type BacktestOptions, drive, engineOptions } from "../backtest.ts";
import { findingAtCut, findingWhenRepeated, type LookaheadFinding } from "./finding.ts";

/** A strategy, or what makes one out of the tapes that it will run on, such as from their mean. */
export type StrategyOrMaker<P extends Params> =
  | Strategy<P>
  | ((tapes: readonly Tape[]) => Strategy<P>);

export interface LookaheadOptions<P extends Params> extends Omit<
  BacktestOptions<P>,
  "strategy" | "sampleNs"
> {
  readonly strategy: StrategyOrMaker<P>;
  /** How many times are drawn at which the tapes are cut, from 1. `seed` decides which. */
  readonly cuts: number;
}

/** The tapes cut at a time, and what was compared there. Times are nanoseconds since 1970. */
export interface LookaheadCut {
  /** No row from this time on was there: none received, none that the venue had seen. */
  readonly ns: bigint;
  /** The last row that was left; decisions before it were compared. */
  readonly lastRowNs: bigint;
  /** How many decisions were compared. */
  readonly decisions: number;
}

export interface LookaheadResult {
  /** No difference was found, and there were decisions that could have differed. */
  readonly passed: boolean;
  /** Of the run on the whole tapes. */
  readonly inputs: RunInputs;
  /** Decisions of the run on the whole tapes. */
  readonly decisions: number;
  /** The cuts that were run, in order; they end with the one that shows a difference. */
  readonly cuts: readonly LookaheadCut[];
  readonly finding: LookaheadFinding | undefined;
}

/**
 * Finds out whether a strategy knows what it cannot know yet: runs it on the whole tapes, on the
 * tapes as they were at random times, and on the whole tapes again. Every decision (intent or
 * explanation, with its time and all its fields) before a cut must be the same.
 *
 * Throws as `backtest` does; a strategy that fails in a later run only has decided otherwise there.
 */
export async function lookahead<P extends Params>(
  options: LookaheadOptions<P>,
): Promise<LookaheadResult> {
  const { strategy, cuts, ...rest } = options;
  if (!Number.isSafeInteger(cuts) || cuts < 1) {
    throw new ConfigError("cuts", `${cuts} is not a whole number from 1, for example 20`);
  }
  const make = typeof strategy === "function" ? strategy : (): Strategy<P> => strategy;
  const settings = await engineOptions(rest);
  const { tapes } = settings;
  let runs = 0;
  // On the whole tapes twice; a difference that was found is looked at with two runs more.
  const onProgress = (share: number): void =>
    options.onProgress?.(Math.min(1, (runs + share) / (cuts + 2)));
  const start = (some: readonly Tape[]): WatchedRun<P> =>
    new WatchedRun({ ...settings, tapes: some, strategy: make(some) });
  const whole = start(tapes);
  await drive(whole, onProgress);
  const runOn = async (some: readonly Tape[]): Promise<WatchedRun<P>> => {
    const run = start(some);
    runs += 1;
    await driveOrFail(run, onProgress);
    return run;
  };
  const compared = { whole, tapes, runOn };
  const done: LookaheadCut[] = [];
  let finding: LookaheadFinding | undefined;
  for (const cutNs of cutTimes(tapes, cuts, options.seed)) {
    const cut = cutTapes(tapes, cutNs);
    const run = await runOn(cut);
    const decisions = run.decisionsWhenWoken.filter(({ atNs }) => atNs < run.lastRowNs).length;
    done.push({ ns: cutNs, lastRowNs: run.startNs + BigInt(run.lastRowNs), decisions });
    finding = await findingAtCut(compared, { run, cut, cutNs });
    if (finding) break;
  }
  finding ??= await findingWhenRepeated(compared);
  const decisions = whole.decisions.length;
  const passed = !finding && decisions > 0;
  return { passed, inputs: whole.inputs, decisions, cuts: done, finding };
}

/** Drives a run to its end or to the error of its strategy, which counts as its last decision. */
async function driveOrFail<P extends Params>(
  run: WatchedRun<P>,
  onProgress: (share: number) => void,
): Promise<void> {
  try {
    await drive(run, onProgress);
  } catch (error) {
    if (!(error instanceof StrategyError)) throw error;
    run.fail(error);
  }
}
