import type { ParetoFront } from "./sweep-analysis.ts";
import { scoreOf, type TrialTable } from "./trial-table.ts";

/** The trials that no other one beats in all objectives, by their numbers. */
export function paretoOf(objectives: readonly string[], { ranked }: TrialTable): ParetoFront {
  const scored = ranked
    .map(({ number, outcome }) => ({
      number,
      scores: objectives.map((name) => scoreOf(outcome, name)),
    }))
    .filter(({ scores }) => scores.every((score) => !Number.isNaN(score)));
  const front = scored.filter(
    ({ scores }) => !scored.some((other) => dominates(other.scores, scores)),
  );
  return { objectives, numbers: front.map(({ number }) => number).toSorted((a, b) => a - b) };
}

function dominates(one: readonly number[], other: readonly number[]): boolean {
  return one.every((score, i) => score >= other[i]!) && one.some((score, i) => score > other[i]!);
}
