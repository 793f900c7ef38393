import type { Instrument, Params } from "@mexoms/core";
import {
  type Answered,
  type Ask,
  bestTrials,
  type MetricSpec,
  objectiveScores,
  type Point,
  type Search,
  type SearchSpace,
  type SweepPlan,
  type Trial,
  trialIdsOf,
  type TrialPhase,
  type TrialRow,
  type Variant,
} from "@mexoms/sim/engine";
import { marketVariants, queueVariants } from "./assumption-variants.ts";
import { nearbyPoints } from "./nearby-points.ts";
import type { SweepMeter } from "./sweep-meter.ts";
import { TrialBook } from "./trial-book.ts";
import type { TrialEnd, TrialExecutor } from "./trial-executor.ts";

const OWN: Variant = { label: "" };
/** Best trials that are run under other queue models. */
const QUEUE_TESTED = 10;
const FACTORS = 4;

export interface SweepRunOptions {
  readonly plan: SweepPlan;
  readonly params: Params;
  readonly space: SearchSpace;
  readonly search: Search;
  readonly objectives: readonly MetricSpec[];
  readonly instruments: readonly Instrument[];
  readonly known: readonly TrialRow[];
  readonly meter: SweepMeter;
  /** Asked for once, when there is something to run. */
  readonly executor: () => Promise<TrialExecutor>;
  readonly signal: AbortSignal;
  readonly onEnd: (row: TrialRow, end: TrialEnd) => void;
  readonly onProgress: () => void;
}

/** Asks a search for trials, has them run, and runs the phases that come after it. */
export class SweepRun {
  readonly book: TrialBook;
  readonly #options: SweepRunOptions;
  readonly #idOf: ReturnType<typeof trialIdsOf>;

  constructor(options: SweepRunOptions) {
    this.#options = options;
    this.book = new TrialBook(options.known);
    this.#idOf = trialIdsOf(options.plan.study);
  }

  /** Returns whether everything was run; otherwise the signal was aborted. */
  async run(): Promise<boolean> {
    const { phases } = this.#options.plan;
    if (!(await this.#search())) return false;
    if (phases.includes("nearby") && !(await this.#round(this.#nearby()))) return false;
    return !phases.includes("assumptions") || (await this.#round(this.#assumptions()));
  }

  async #search(): Promise<boolean> {
    const { search, objectives } = this.#options;
    const answered: Answered[] = [];
    for (;;) {
      const asks = search.next(answered);
      if (asks.length === 0) return true;
      const trials = asks.map((ask) => this.#asked(ask));
      if (!(await this.#round(trials))) return false;
      for (const [i, ask] of asks.entries()) {
        const end = this.book.endOf(trials[i]!);
        const scores =
          end?.kind === "done" ? objectiveScores(end.outcome.metrics, objectives) : undefined;
        answered.push({ ask, scores });
      }
    }
  }

  #asked({ point, share }: Ask): Trial {
    return this.#trial("search", point, OWN, share);
  }

  #nearby(): Trial[] {
    const [best] = this.#best();
    if (!best) return [];
    const { space, params, plan, instruments } = this.#options;
    const options = { space, params, given: plan.study.params, instruments };
    return nearbyPoints(best.trial.point, options).map((point) =>
      this.#trial("nearby", point, OWN, 1),
    );
  }

  #assumptions(): Trial[] {
    const best = this.#best().slice(0, QUEUE_TESTED);
    const { study } = this.#options.plan;
    const variant = (row: TrialRow, each: Variant): Trial =>
      this.#trial("assumptions", row.trial.point, each, 1);
    return [
      ...best.slice(0, 1).flatMap((row) => marketVariants(study).map((each) => variant(row, each))),
      ...best.flatMap((row) => queueVariants(study).map((each) => variant(row, each))),
    ];
  }

  /** Has trials run that were not yet. Returns whether all of them have ended. */
  async #round(trials: readonly Trial[]): Promise<boolean> {
    const { signal, executor, meter, onEnd, onProgress } = this.#options;
    const before = this.book.ended.length;
    const toRun = this.book.ask(trials);
    for (const row of this.book.ended.slice(before)) meter.count(row, true);
    meter.expected = this.#expected(trials[0]?.phase ?? "search");
    onProgress();
    if (toRun.length === 0) return true;
    if (signal.aborted) return false;
    const told = (trial: Trial, end: TrialEnd): void => {
      const row = this.book.end(trial, end);
      onEnd(row, end);
      meter.count(row, false);
      onProgress();
    };
    let found: TrialExecutor;
    try {
      found = await executor();
    } catch (error) {
      if (signal.aborted && error === signal.reason) return false;
      throw error;
    }
    await found.run(toRun, told, signal);
    return toRun.every((trial) => this.book.endOf(trial) !== undefined);
  }

  /** Trials in all: those asked for, and a guess of those to come. */
  #expected(phase: TrialPhase): number {
    const { search, space, plan } = this.#options;
    const { phases, study } = plan;
    const nearby = FACTORS * space.axes.filter(({ ordered }) => ordered).length;
    const assumptions =
      marketVariants(study).length +
      queueVariants(study).length * Math.min(QUEUE_TESTED, search.expected);
    const nearbyToCome = phases.includes("nearby") && phase === "search" ? nearby : 0;
    const toCome = phases.includes("assumptions") && phase !== "assumptions" ? assumptions : 0;
    const own = phase === "search" ? Math.max(search.expected, this.book.asked) : this.book.asked;
    return own + nearbyToCome + toCome;
  }

  #best(): readonly TrialRow[] {
    return bestTrials(this.book.ended, this.#options.objectives);
  }

  #trial(phase: TrialPhase, point: Point, variant: Variant, share: number): Trial {
    const id = this.#idOf({ point, variant, share });
    return { id, phase, point, variant, share };
  }
}
