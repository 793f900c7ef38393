import {
  ConfigError,
  formatDuration,
  type Instrument,
  type Params,
  parseDuration,
} from "@mexoms/core";
import {
  cutTapes,
  parseSearchSpace,
  type Search,
  type SearchSpace,
  shareEndNs,
  type Study,
  studyTapes,
  type SweepPlan,
  type SweepRecord,
  type Tape,
  type Trial,
} from "@mexoms/sim/engine";
import { checkRungWarmup } from "@mexoms/sim/internal";
import { asTape } from "../backtest.ts";
import { createStudy } from "./create-study.ts";
import { createTrialRunner } from "./create-trial-runner.ts";
import { LocalExecutor } from "./local-executor.ts";
import { makeSearch } from "./make-search.ts";
import { objectiveSpecs } from "./objective-specs.ts";
import { openSharedTape, shareTape } from "./shared-tape.ts";
import { SweepFolder } from "./sweep-folder.ts";
import { SweepMeter } from "./sweep-meter.ts";
import type { SweepOptions, SweepWork } from "./sweep-options.ts";
import { SweepRun } from "./sweep-run.ts";
import { checkSize, memoryAtHand, sizeNotes, sweepSize } from "./sweep-size.ts";
import { ThreadExecutor } from "./thread-executor.ts";
import { STOP_GRACE_NS, type StopOptions, type TrialExecutor } from "./trial-executor.ts";

const NS_PER_MS = 1e6;
/** Longest time that a timer can wait. */
const TIMER_MS = 2 ** 31 - 1;
const MOST_TOLD = 3;

/**
 * Runs a sweep, or what of it is still to be run. Equal options give equal rows and, with a folder,
 * equal bytes, whatever the number of workers and however often it was killed on the way.
 * Throws ConfigError, DataError or StrategyError; each says what to change.
 */
export async function sweep<P extends Params>(options: SweepOptions<P>): Promise<SweepRecord> {
  const { dir, fresh = false, onNote = () => {} } = options;
  checkWorkers(options);
  const tapes = options.tapes.map(asTape);
  const planned = await planSweep(options, tapes);
  const size = sweepSize(planned.plan.study, planned.search.expected);
  checkSize(size, memoryAtHand());
  [...planned.search.notes, ...sizeNotes(planned.plan, size)].forEach(onNote);
  const folder =
    dir === undefined
      ? undefined
      : await SweepFolder.open({ dir, plan: planned.plan, fresh, onNote });
  try {
    return await runPlanned({ options, tapes, planned, folder });
  } finally {
    folder?.close();
  }
}

interface Planned {
  readonly plan: SweepPlan;
  readonly space: SearchSpace;
  readonly search: Search;
  readonly instruments: readonly Instrument[];
}

async function planSweep<P extends Params>(
  options: SweepOptions<P>,
  tapes: readonly Tape[],
): Promise<Planned> {
  const { strategy, params = {}, space: texts, where, halving, searchSeed } = options;
  objectiveSpecs(options.objectives);
  if (tapes.length === 0) throw new ConfigError("tape", "a sweep needs at least one tape");
  const instruments = [
    ...new Map(tapes.map(({ instrument }) => [instrument.id, instrument])).values(),
  ];
  const space = parseSearchSpace({
    params: strategy.params,
    given: params,
    space: texts,
    where,
    instruments,
  });
  const search = makeSearch({ search: options.search, space, seed: searchSeed, halving });
  const [first] = search.next([]);
  const study = await createStudy({ ...options, tapes, sample: first?.point ?? {} });
  if (first) checkRung(study, first.share);
  const plan: SweepPlan = {
    study,
    space: texts,
    where,
    search: search.name,
    seed: searchSeed,
    objectives: options.objectives,
    phases: options.phases,
    holdout: options.holdout,
    folds: options.folds,
    foldKind: options.foldKind,
    embargoBars: Math.ceil((options.embargoNs ?? study.barNs) / study.barNs),
  };
  return { plan, space, search, instruments };
}

/** Each trial of the first rung would fail. Throws ConfigError. */
function checkRung(study: Study, share: number): void {
  if (study.warmup === undefined || share === 1) return;
  const lengthNs = Number(shareEndNs(study, share) - BigInt(study.startNs));
  checkRungWarmup(parseDuration(study.warmup, "warmup"), { share, lengthNs });
}

async function runPlanned<P extends Params>(of: {
  readonly options: SweepOptions<P>;
  readonly tapes: readonly Tape[];
  readonly planned: Planned;
  readonly folder: SweepFolder | undefined;
}): Promise<SweepRecord> {
  const { options, tapes, planned, folder } = of;
  const { onProgress = () => {}, onNote = () => {} } = options;
  const { plan } = planned;
  const budget = budgetOf(options.budgetNs);
  const signal = AbortSignal.any(
    options.signal ? [options.signal, budget.signal] : [budget.signal],
  );
  const objectives = objectiveSpecs(plan.objectives);
  const rows = plan.study.tapes.reduce((sum, tape) => sum + tape.rows, 0);
  const meter = new SweepMeter(rows * (1 - plan.holdout), objectives);
  let executor: TrialExecutor | undefined;
  const run = new SweepRun({
    ...planned,
    params: options.strategy.params,
    objectives,
    known: folder?.known ?? [],
    meter,
    executor: async () =>
      (executor ??= await makeExecutor(options, { study: plan.study, tapes, signal })),
    signal,
    onEnd: ({ number, trial }, end) => folder?.append(number, trial, end),
    onProgress: () => onProgress(meter.progress()),
  });
  try {
    const whole = await run.run();
    const unfinished = options.signal?.aborted ? "interrupted" : "budget";
    const record: SweepRecord = {
      plan,
      rows: run.book.rows,
      ...(whole ? {} : { unfinished }),
    };
    if (whole && run.book.unasked > 0) {
      onNote(`${run.book.unasked} trials of the log are not part of this plan; they stay in it`);
    }
    if (record.unfinished !== "interrupted") await folder?.writeTables(record);
    return record;
  } finally {
    budget.clear();
    await executor?.close();
  }
}

async function makeExecutor<P extends Params>(
  options: SweepOptions<P>,
  of: {
    readonly study: Study;
    readonly tapes: readonly Tape[];
    readonly signal: AbortSignal;
  },
): Promise<TrialExecutor> {
  const { study, tapes, signal } = of;
  const { strategy, modulePath, workers } = options;
  // What is held out is not even in the memory that workers see.
  const seen = study.endNs === study.dataEndNs ? tapes : cutTapes(tapes, BigInt(study.endNs));
  const shared = seen.map(shareTape);
  const stop = stopOf(options);
  const work: SweepWork = { study, strategy, modulePath, tapes: shared, signal };
  if (options.executor) return await options.executor(work);
  if (workers > 0) {
    const heapMb = options.workerHeapMb;
    const threads = { study, modulePath: modulePath!, tapes: shared, workers, heapMb };
    return new ThreadExecutor({ ...threads, ...stop });
  }
  const cut = studyTapes(shared.map(openSharedTape), study);
  return new LocalExecutor(createTrialRunner({ study, strategy, tapes: cut }), stop);
}

function stopOf({
  graceNs = STOP_GRACE_NS,
  onNote,
}: Pick<SweepOptions, "graceNs" | "onNote">): StopOptions {
  const onStopped = (trials: readonly Trial[]): void => {
    const [count, was] =
      trials.length === 1 ? ["1 trial", "was"] : [`${trials.length} trials`, "were"];
    const points = trials.slice(0, MOST_TOLD).map(({ point }) =>
      Object.entries(point)
        .map((pair) => pair.join("="))
        .join(" "),
    );
    if (trials.length > MOST_TOLD) points.push(`${trials.length - MOST_TOLD} more`);
    onNote?.(
      `${count} had not ended ${formatDuration(graceNs)} after the stop and ${was} ended, to be run again when the sweep goes on: ${points.join("; ")}`,
    );
  };
  return { graceNs, onStopped };
}

function checkWorkers<P extends Params>(options: SweepOptions<P>): void {
  const { workers, modulePath, executor } = options;
  if (executor) return;
  if (!Number.isSafeInteger(workers) || workers < 0) {
    throw new ConfigError("workers", `${workers} is not a whole number from 0`);
  }
  if (workers > 0 && modulePath === undefined) {
    throw new ConfigError(
      "workers",
      `${workers} threads need modulePath, a file to load the strategy from (loadStrategyFile); give 0`,
    );
  }
}

/** A signal that is aborted when the time is over. */
function budgetOf(budgetNs: number | undefined): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  if (budgetNs === undefined) return { signal: controller.signal, clear: () => {} };
  const waitMs = Math.min(TIMER_MS, budgetNs / NS_PER_MS);
  const timer = setTimeout(() => controller.abort(), waitMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
