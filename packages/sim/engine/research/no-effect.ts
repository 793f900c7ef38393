import { pointKey } from "../search/point-key.ts";
import type { Axis } from "../search/search-space.ts";
import type { CompleteTrial } from "./trial-table.ts";

/** So few pairs say nothing of a part of a range. */
const LEAST_PAIRS = 3;

/** A parameter that did nothing, over all of its values or from one to another. */
export interface NoEffect {
  readonly name: string;
  /** Absent when no value made a difference. */
  readonly range?: { readonly from: string; readonly to: string };
  /** Pairs of trials that differ in this parameter alone, by one step, and did exactly the same. */
  readonly pairs: number;
}

interface Step {
  readonly from: string;
  readonly to: string;
  pairs: number;
  different: number;
}

/**
 * Parameters that trials show to be without effect: all that differ in nothing else sent the same
 * orders, at the same times, and got the same answers. Points that were drawn seldom come in such pairs.
 */
export function withoutEffect(
  axes: readonly Axis[],
  trials: readonly CompleteTrial[],
): readonly NoEffect[] {
  return axes.flatMap((axis) => {
    const { name } = axis;
    const steps = stepsOf(axis, trials);
    const pairs = pairsOf(steps);
    if (pairs === 0) return [];
    if (steps.every(({ different }) => different === 0)) return [{ name, pairs }];
    const part = axis.ordered ? longestFlat(steps) : [];
    const [first] = part;
    if (first === undefined || pairsOf(part) < LEAST_PAIRS) return [];
    return [{ name, range: { from: first.from, to: part.at(-1)!.to }, pairs: pairsOf(part) }];
  });
}

function pairsOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { pairs }) => sum + pairs, 0);
}

/** Steps from a value to the next one that was tried with the same others, in the axis' order. */
function stepsOf(axis: Axis, trials: readonly CompleteTrial[]): readonly Step[] {
  const { name } = axis;
  const lines = new Map<string, CompleteTrial[]>();
  for (const trial of trials) {
    const { [name]: value, ...others } = trial.point;
    if (value === undefined) continue;
    const key = pointKey(others);
    const line = lines.get(key);
    if (line === undefined) lines.set(key, [trial]);
    else line.push(trial);
  }
  const placeOf = ({ point }: CompleteTrial): number => axis.place(point[name]!);
  const steps = new Map<string, Step>();
  for (const line of lines.values()) {
    const sorted = line.toSorted((a, b) => placeOf(a) - placeOf(b));
    for (const [i, after] of sorted.entries()) {
      const before = sorted[i - 1];
      if (before !== undefined) count(steps, name, [before, after]);
    }
  }
  return [...steps.values()].toSorted((a, b) => axis.place(a.from) - axis.place(b.from));
}

function count(
  steps: Map<string, Step>,
  name: string,
  [before, after]: readonly [CompleteTrial, CompleteTrial],
): void {
  const [from, to] = [before.point[name]!, after.point[name]!];
  const key = JSON.stringify([from, to]);
  const step = steps.get(key) ?? { from, to, pairs: 0, different: 0 };
  steps.set(key, step);
  step.pairs += 1;
  if (before.outcome.outputsDigest !== after.outcome.outputsDigest) step.different += 1;
}

/** The steps without effect that follow each other, where most pairs of trials show it. */
function longestFlat(steps: readonly Step[]): readonly Step[] {
  let best: readonly Step[] = [];
  let run: readonly Step[] = [];
  for (const step of steps) {
    if (step.different > 0) run = [];
    else run = run.at(-1)?.to === step.from ? [...run, step] : [step];
    if (pairsOf(run) > pairsOf(best)) best = run;
  }
  return best;
}
