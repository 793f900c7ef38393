import { ConfigError, type Explanation, formatTimestamp } from "@mexoms/core";
import { type Kernel, NEVER } from "@mexoms/core/internal";

/** What a strategy said of itself at one time, undefined when it does not explain itself. */
export interface Answer {
  /** Nanoseconds since the run's epoch. */
  readonly ns: number;
  readonly explanation: Explanation | undefined;
}

/** Times at which a run asks its strategy why it does what it does. Asking changes nothing. */
export class Questions {
  /** Time of the next question, NEVER when all are asked. */
  nextNs: number;
  readonly answers: Answer[] = [];
  readonly #kernel: Kernel;
  readonly #times: readonly number[];

  /** `times` are nanoseconds since the run's epoch, ascending. */
  constructor(kernel: Kernel, times: readonly number[]) {
    this.#kernel = kernel;
    this.#times = times;
    this.nextNs = times[0] ?? NEVER;
  }

  /** Asks what is due, after all that happened up to now. */
  ask(nowNs: number): void {
    const explanation = this.#kernel.explain();
    while (this.nextNs <= nowNs) {
      this.answers.push({ ns: this.nextNs, explanation });
      this.nextNs = this.#times[this.answers.length] ?? NEVER;
    }
  }
}

/** Times to ask at, relative to the run's epoch and in order. Throws ConfigError for one outside of it. */
export function askTimes(
  times: readonly bigint[],
  span: { readonly startNs: bigint; readonly endNs: bigint },
): readonly number[] {
  const outside = times.find((each) => each < span.startNs || each >= span.endNs);
  if (outside !== undefined) {
    const from = formatTimestamp(span.startNs);
    const to = formatTimestamp(span.endNs);
    throw new ConfigError("at", `${formatTimestamp(outside)} is not in the data: ${from} to ${to}`);
  }
  return times.map((each) => Number(each - span.startNs)).toSorted((a, b) => a - b);
}
