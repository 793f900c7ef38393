import { fail } from "@mexoms/core/internal";
import type { Trial, TrialRow } from "@mexoms/sim/engine";
import type { TrialEnd } from "./trial-executor.ts";

/**
 * The trials of a sweep in the order in which they were asked for, and their ends. Each is run once;
 * one that a later phase asks for again has a row in that phase too.
 */
export class TrialBook {
  readonly #ends = new Map<string, TrialEnd>();
  readonly #asked = new Map<string, { readonly number: number; readonly trial: Trial }>();
  readonly #rows: TrialRow[] = [];

  /** `known` has ended before, in an earlier start of the sweep. */
  constructor(known: readonly TrialRow[]) {
    for (const { trial, outcome, reason } of known) {
      const end: TrialEnd = outcome
        ? { kind: "done", outcome }
        : { kind: "failed", reason: reason ?? "" };
      this.#ends.set(trial.id, end);
    }
  }

  get asked(): number {
    return this.#asked.size;
  }

  /** Rows of trials that ended, in no order. */
  get ended(): readonly TrialRow[] {
    return this.#rows;
  }

  /** Rows of trials that ended, by their numbers. */
  get rows(): TrialRow[] {
    return this.#rows.toSorted((a, b) => a.number - b.number);
  }

  /** Ends that nobody has asked for. */
  get unasked(): number {
    const asked = new Set([...this.#asked.values()].map(({ trial }) => trial.id));
    return [...this.#ends.keys()].filter((id) => !asked.has(id)).length;
  }

  /** Numbers those trials that are new, and returns those that are still to be run. */
  ask(trials: readonly Trial[]): Trial[] {
    const fresh = trials.filter((trial) => {
      if (this.#asked.has(key(trial))) return false;
      this.#asked.set(key(trial), { number: this.#asked.size + 1, trial });
      return true;
    });
    return fresh.filter((trial) => {
      const end = this.#ends.get(trial.id);
      if (end) this.#addRow(trial, end);
      return end === undefined;
    });
  }

  /** Notes an end and returns its row. */
  end(trial: Trial, end: TrialEnd): TrialRow {
    this.#ends.set(trial.id, end);
    return this.#addRow(trial, end);
  }

  endOf(trial: Trial): TrialEnd | undefined {
    return this.#ends.get(trial.id);
  }

  #addRow(trial: Trial, end: TrialEnd): TrialRow {
    const asked = this.#asked.get(key(trial)) ?? fail(`trial ${trial.id} was not asked for`);
    const row: TrialRow =
      end.kind === "done" ? { ...asked, outcome: end.outcome } : { ...asked, reason: end.reason };
    this.#rows.push(row);
    return row;
  }
}

function key({ phase, id }: Trial): string {
  return `${phase} ${id}`;
}
