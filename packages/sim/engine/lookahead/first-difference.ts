import type { Decision } from "./decision-log.ts";

/** Where two runs part. A side without a decision did nothing more before the time compared to. */
export interface Difference {
  /** How many decisions before this one are equal. */
  readonly equal: number;
  /** Time of the earlier of the two decisions. */
  readonly atNs: number;
  readonly first: Decision | undefined;
  readonly second: Decision | undefined;
}

/** The first decision, of those before `beforeNs`, that is not in both at the same place. */
export function firstDifference(
  one: readonly Decision[],
  other: readonly Decision[],
  beforeNs: number,
): Difference | undefined {
  const taken = (all: readonly Decision[], i: number): Decision | undefined => {
    const decision = all[i];
    return decision && decision.atNs < beforeNs ? decision : undefined;
  };
  for (let equal = 0; ; equal++) {
    const first = taken(one, equal);
    const second = taken(other, equal);
    if (!first && !second) return undefined;
    if (first?.atNs === second?.atNs && first?.text === second?.text) continue;
    const atNs = Math.min(first?.atNs ?? Infinity, second?.atNs ?? Infinity);
    return { equal, atNs, first, second };
  }
}
