/** A decision whose time is measured, one by one. */
export interface DecisionCase {
  readonly name: string;
  /** What is measured, from where to where. */
  readonly question: string;
  /** The most that the 99th percentile may be, and what we aim at. Nanoseconds. */
  readonly limitNs: number;
  readonly aimNs: number;
  prepare(): Decision;
}

/** A prepared decision. `change` and `decide` take turns; only `decide` is timed. */
export interface Decision {
  /** Brings the next input about, which is not part of the time. */
  change(turn: number): void;
  decide(): void;
  /** What came of it, printed beside the figures, so that nobody measures an empty call. */
  outcome(): string;
}
