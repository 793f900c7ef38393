import path from "node:path";
import { ConfigError, DataError, type Strategy } from "@mexoms/core";
import type { Study, SweepRecord, Tape, TrialOutcome } from "@mexoms/sim/engine";
import { clocksAheadNs, ENGINE_VERSION, sharpeOf } from "@mexoms/sim/internal";
import { asTape } from "../backtest.ts";
import { FolderLock } from "../files/folder-lock.ts";
import { writeWholeFile } from "../files/whole-file.ts";
import { createTrialRunner } from "../sweep/create-trial-runner.ts";
import { HOLDOUT_FILE } from "./holdout-file.ts";
import type { HoldoutPast } from "./holdout-past.ts";
import { type HoldoutPlan, planHoldout } from "./holdout-plan.ts";
import type { HoldoutLine } from "./log-line.ts";
import { appendToLog, readResearchLog, RESEARCH_LOG } from "./research-log.ts";

export interface OpenHoldoutOptions {
  readonly record: SweepRecord;
  readonly strategy: Strategy;
  /** Identifies the strategy's code; must be that of the sweep. */
  readonly codeDigest: string;
  /** The tapes of the sweep, whole, or their files. */
  readonly tapes: readonly (Tape | string)[];
  /** Folder of the project, with the research log. */
  readonly project: string;
  /** Folder of the sweep, where the result is written; without one it is in the log only. */
  readonly dir?: string;
  /** For the log: who opens it. */
  readonly who: string;
  /** For the log: ISO 8601. */
  readonly time: string;
}

/** What came out of a hold-out. */
export interface HoldoutResult extends Pick<HoldoutPast, "overlapping" | "seenPoints"> {
  readonly line: HoldoutLine;
  /** The best trial's. */
  readonly number: number;
  readonly embargoBars: number;
  readonly barNs: number;
  /** Profit of each bar that counted. */
  readonly barPnls: readonly number[];
}

/**
 * Runs the best trial of a sweep over the whole data and counts the bars after the hold-out's border
 * and the embargo. It can be done once for a strategy, data and span: the result is in the project's
 * log, and in the sweep's folder, before it is returned. Throws ConfigError when it was opened before or
 * the strategy, the engine or the tapes are not those of the sweep; nothing is logged then.
 */
export async function openHoldout(options: OpenHoldoutOptions): Promise<HoldoutResult> {
  const { project, record, dir } = options;
  const lock = FolderLock.take(path.join(project, `${RESEARCH_LOG}.lock`), inUse);
  try {
    const plan = planHoldout(record, readResearchLog(project), dir);
    const outcome = await runWhole(plan, options);
    checkSame(plan, outcome);
    const result = resultOf(plan, outcome, options);
    appendToLog(project, result.line);
    if (dir !== undefined) {
      const document = { kind: "mexoms-holdout", version: 1, ...result };
      const text = `${JSON.stringify(document, null, 2)}\n`;
      writeWholeFile(path.join(dir, HOLDOUT_FILE), text, { sync: true });
    }
    return result;
  } finally {
    lock.release();
  }
}

function inUse(pid: number): ConfigError {
  return new ConfigError("project", `process ${pid} is opening a hold-out of it; wait for it`);
}

async function runWhole(
  { best, study }: HoldoutPlan,
  { strategy, codeDigest, tapes: given }: OpenHoldoutOptions,
): Promise<TrialOutcome> {
  const tapes = given.map(asTape);
  checkStudy(study, { name: strategy.name, codeDigest, tapes });
  const runner = createTrialRunner({
    study: { ...study, endNs: study.dataEndNs },
    strategy,
    tapes: () => tapes,
  });
  const end = await runner.run({
    id: "",
    phase: "search",
    point: best.point,
    variant: { label: "" },
    share: 1,
  });
  if (end.kind === "done") return end.outcome;
  throw new ConfigError("sweep", `the best trial failed on the whole data: ${end.reason}`);
}

/** Throws ConfigError when it would not be the sweep's trial that is run. */
function checkStudy(
  study: Study,
  has: { readonly name: string; readonly codeDigest: string; readonly tapes: readonly Tape[] },
): void {
  if (study.engine !== ENGINE_VERSION) {
    const problem = `was made by engine ${study.engine}, this is ${ENGINE_VERSION}`;
    throw new ConfigError("sweep", `${problem}; run it again, it goes on where results differ`);
  }
  if (study.strategy.name !== has.name || study.strategy.codeDigest !== has.codeDigest) {
    throw new ConfigError(
      "strategy",
      `is not the code that the sweep of "${study.strategy.name}" ran; sweep again with this code`,
    );
  }
  const missing = study.tapes.find(
    ({ digest }) => !has.tapes.some((tape) => tape.digest === digest),
  );
  if (missing === undefined && study.tapes.length === has.tapes.length) return;
  const which = missing === undefined ? "none more" : `the one of ${missing.instrument}`;
  throw new ConfigError(
    "tape",
    `the sweep had ${study.tapes.length === 1 ? "1 tape" : `${study.tapes.length} tapes`}, and these are not the same; give ${which}`,
  );
}

/** Before the border the run must be the sweep's trial, bar for bar. */
function checkSame({ best, study }: HoldoutPlan, { bars }: TrialOutcome): void {
  const seen = best.outcome.bars;
  // The end of the last bars may see answers that were under way when the data ended, and of a venue
  // whose clock is ahead trials had not yet received what it says of the time before the border.
  const aheadNs = clocksAheadNs(study.faults ?? []);
  const seenNs = Number(BigInt(study.endNs) - BigInt(study.startNs)) - aheadNs;
  const whole = Math.floor(seenNs / study.barNs) - 1;
  for (let bar = 0; bar < Math.min(whole, seen.length); bar++) {
    if (bars[bar] === seen[bar]) continue;
    const problem = `earned ${bars[bar]} in bar ${bar + 1} and ${seen[bar]} in the sweep`;
    throw new DataError(
      { file: "sweep" },
      `trial ${best.number} ${problem}: the strategy is not deterministic; see mexoms lookahead`,
    );
  }
}

function resultOf(
  plan: HoldoutPlan,
  { bars }: TrialOutcome,
  { who, time }: OpenHoldoutOptions,
): HoldoutResult {
  const { best, study, embargoBars, overlapping, seenPoints, firstBar } = plan;
  const held = bars.subarray(firstBar);
  const trained = best.outcome.bars;
  const pnl = sumOf(held);
  const [sharpe, trainSharpe] = [sharpeOf(held), sharpeOf(trained)];
  const line: HoldoutLine = {
    kind: "holdout",
    time,
    who,
    strategy: study.strategy.name,
    study: plan.studyDigest,
    data: [...plan.data],
    fromNs: study.endNs,
    toNs: study.dataEndNs,
    point: { ...best.point },
    currency: study.currency,
    bars: held.length,
    pnl,
    pnlPerBar: pnl / held.length,
    ...(sharpe !== undefined && { sharpe }),
    trainPnlPerBar: sumOf(trained) / trained.length,
    ...(trainSharpe !== undefined && { trainSharpe }),
  };
  const { barNs } = study;
  const past = { overlapping, seenPoints };
  return { line, number: best.number, embargoBars, barNs, barPnls: [...held], ...past };
}

function sumOf(bars: Float64Array): number {
  return bars.reduce((sum, bar) => sum + bar, 0);
}
