import {
  type CompleteRow,
  isBetterTrial,
  type MetricSpec,
  type Trial,
  type TrialRow,
} from "@mexoms/sim/engine";
import type { SweepProgress } from "./sweep-progress.ts";

const NS_PER_MS = 1e6;

/** Counts what a sweep has done, for its progress. */
export class SweepMeter {
  expected = 0;
  readonly #rows: number;
  readonly #objectives: readonly MetricSpec[];
  readonly #startMs = performance.now();
  #known = 0;
  #ran = 0;
  #failed = 0;
  #rowsRun = 0;
  #best: CompleteRow | undefined;

  /** `rows` are those of the tapes that trials see. */
  constructor(rows: number, objectives: readonly MetricSpec[]) {
    this.#rows = rows;
    this.#objectives = objectives;
  }

  count(row: TrialRow, wasKnown: boolean): void {
    if (row.outcome === undefined) this.#failed += 1;
    if (wasKnown) {
      this.#known += 1;
    } else {
      this.#ran += 1;
      this.#rowsRun += this.#rowsOf(row.trial);
    }
    if (isBetterTrial(row, this.#best, this.#objectives)) this.#best = row;
  }

  progress(): SweepProgress {
    const seconds = (performance.now() - this.#startMs) / 1e3;
    const done = this.#known + this.#ran;
    const left = Math.max(0, this.expected - done);
    const etaMs = this.#ran === 0 ? undefined : (left * seconds * 1e3) / this.#ran;
    return {
      done,
      expected: Math.max(this.expected, done),
      failed: this.#failed,
      known: this.#known,
      trialsPerSecond: this.#ran / seconds,
      rowsPerSecond: this.#rowsRun / seconds,
      etaNs: etaMs === undefined ? undefined : etaMs * NS_PER_MS,
      best: this.#best,
    };
  }

  #rowsOf({ share }: Trial): number {
    return this.#rows * share;
  }
}
