import { ConfigError, type Instrument, type Params } from "@mexoms/core";
import {
  cutTapes,
  parseSearchSpace,
  type Search,
  type SearchSpace,
  type Study,
  studyTapes,
  type SweepPlan,
  type SweepRecord,
  type Tape,
} from "@mexoms/sim/engine";
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
import { ThreadExecutor } from "./thread-executor.ts";
import type { TrialExecutor } from "./trial-executor.ts";

const NS_PER_MS = 1e6;
/** Longest time that a timer can wait. */
const TIMER_MS = 2 ** 31 - 1;

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
  planned.search.notes.forEach(onNote);
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
  const signals = options.signal ? [options.signal, budget.signal] : [budget.signal];
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
    executor: async () => (executor ??= await makeExecutor(options, plan.study, tapes)),
    signal: AbortSignal.any(signals),
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
  study: Study,
  tapes: readonly Tape[],
): Promise<TrialExecutor> {
  const { strategy, modulePath, workers } = options;
  // What is held out is not even in the memory that workers see.
  const seen = study.endNs === study.dataEndNs ? tapes : cutTapes(tapes, BigInt(study.endNs));
  const shared = seen.map(shareTape);
  const work: SweepWork = { study, strategy, modulePath, tapes: shared };
  if (options.executor) return await options.executor(work);
  if (workers > 0) {
    const heapMb = options.workerHeapMb;
    return new ThreadExecutor({ study, modulePath: modulePath!, tapes: shared, workers, heapMb });
  }
  const cut = studyTapes(shared.map(openSharedTape), study);
  return new LocalExecutor(createTrialRunner({ study, strategy, tapes: cut }));
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
