import type { Params } from "@mexoms/core";
import {
  type Decision,
  type Difference,
  firstDifference,
  type RowsReceived,
  rowsReceived,
  type Tape,
  type WatchedRun,
} from "@mexoms/sim/engine";

/** A decision with its time in nanoseconds since 1970. */
export interface TimedDecision {
  readonly ns: bigint;
  readonly text: string;
}

/** The first decision that was not the same. */
export interface LookaheadFinding {
  /**
   * "kept-state": a run that was repeated, all else equal, decided otherwise: something outside of
   * it outlives it. "future-rows": every run repeats itself, so it is what lies after the cut that
   * changed a decision before it.
   */
  readonly cause: "kept-state" | "future-rows";
  /** The cut of the other run; undefined when it was the run on the whole tapes, repeated. */
  readonly cutNs: bigint | undefined;
  readonly ns: bigint;
  /** Decisions before this one, which are equal. */
  readonly equal: number;
  /** What was decided on the whole tapes, undefined for nothing more. */
  readonly whole: TimedDecision | undefined;
  /** What the other run decided in its place. */
  readonly other: TimedDecision | undefined;
  /** Rows received by then, so that the place can be found on the tapes. */
  readonly received: readonly RowsReceived[];
}

/** The run on the whole tapes, and a way to run on any again. */
export interface Compared<P extends Params> {
  readonly whole: WatchedRun<P>;
  readonly tapes: readonly Tape[];
  readonly runOn: (tapes: readonly Tape[]) => Promise<WatchedRun<P>>;
}

/** What differs in a run on tapes that were cut, if anything does, and why. */
export async function findingAtCut<P extends Params>(
  compared: Compared<P>,
  other: { readonly run: WatchedRun<P>; readonly cut: readonly Tape[]; readonly cutNs: bigint },
): Promise<LookaheadFinding | undefined> {
  const { whole, tapes, runOn } = compared;
  const { run, cut, cutNs } = other;
  const ours = whole.decisionsWhenWoken;
  const difference = firstDifference(ours, run.decisionsWhenWoken, run.lastRowNs);
  if (!difference) return undefined;
  // In this order, so that what flips from run to run does not flip back.
  const repeats = sameDecisions(run, await runOn(cut)) && sameDecisions(whole, await runOn(tapes));
  return describe(compared, difference, { cause: repeats ? "future-rows" : "kept-state", cutNs });
}

/** What differs when the run on the whole tapes is repeated, if anything does. */
export async function findingWhenRepeated<P extends Params>(
  compared: Compared<P>,
): Promise<LookaheadFinding | undefined> {
  const { whole, tapes, runOn } = compared;
  const again = await runOn(tapes);
  const difference = firstDifference(whole.decisions, again.decisions, Infinity);
  return difference && describe(compared, difference, { cause: "kept-state", cutNs: undefined });
}

function sameDecisions<P extends Params>(one: WatchedRun<P>, other: WatchedRun<P>): boolean {
  return firstDifference(one.decisions, other.decisions, Infinity) === undefined;
}

function describe<P extends Params>(
  { whole, tapes }: Compared<P>,
  { equal, atNs, first, second }: Difference,
  what: Pick<LookaheadFinding, "cause" | "cutNs">,
): LookaheadFinding {
  const ns = whole.startNs + BigInt(atNs);
  const timed = (decision: Decision | undefined): TimedDecision | undefined =>
    decision && { ns: whole.startNs + BigInt(decision.atNs), text: decision.text };
  return {
    ...what,
    ns,
    equal,
    whole: timed(first),
    other: timed(second),
    received: rowsReceived(tapes, ns),
  };
}
