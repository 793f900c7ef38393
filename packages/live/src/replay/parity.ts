import type { StateAround } from "./state-around.ts";

/** The first place where a replayed kernel does something else than the one that was recorded. */
export interface ParityDifference {
  /** Number of the input in the journal after which they differ. */
  readonly input: number;
  readonly nowNs: number;
  /** UTC with nanoseconds. */
  readonly time: string;
  /** How many requests and explanations after that input were equal. */
  readonly equalBefore: number;
  /** What the journal has, in words; undefined for nothing more. */
  readonly recorded: string | undefined;
  /** What the replayed kernel does; undefined for nothing more. */
  readonly replayed: string | undefined;
  /** What that points to, a line each. */
  readonly causes: readonly string[];
  /** As the replayed kernel stood after the input. */
  readonly state: StateAround;
  /** The last inputs up to that one, the oldest first. */
  readonly inputs: readonly string[];
}

/** One session of a journal, replayed. */
export interface ReplayedSession {
  /** Number of its first record. */
  readonly from: number;
  readonly strategy: string;
  readonly codeDigest: string;
  readonly inputs: number;
  readonly rows: number;
  readonly events: number;
  /** Requests and explanations of the journal that the replayed kernel made too, byte for byte. */
  readonly requests: number;
  readonly explains: number;
  /**
   * Requests that the replayed kernel made after the last input of a session that died before it had
   * written them: no difference.
   */
  readonly unwritten: number;
  /** "stopped": in order. "cut": it died, or goes on. */
  readonly end: "stopped" | "cut";
  /** Things that a reader should know: another code or engine than was recorded. */
  readonly notes: readonly string[];
  readonly difference: ParityDifference | undefined;
}

/** Whether a fresh kernel asked for the same, byte for byte, and where it first did not. */
export interface ParityResult {
  /** Id of the journal. */
  readonly journal: string;
  readonly sessions: readonly ReplayedSession[];
  /** Records before the first start that the journal still has: they cannot be replayed. */
  readonly skipped: number;
  /** Of the first session that has one: what follows it in the journal is not looked at. */
  readonly difference: ParityDifference | undefined;
}
