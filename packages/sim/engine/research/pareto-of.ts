import { paretoFront } from "../search/pareto-front.ts";
import type { ParetoFront } from "./sweep-analysis.ts";
import { scoreOf, type TrialTable } from "./trial-table.ts";

/** The trials that no other one beats in all objectives, by their numbers. */
export function paretoOf(objectives: readonly string[], { ranked }: TrialTable): ParetoFront {
  const trials = ranked.toSorted((a, b) => a.number - b.number);
  const scores = trials.map(({ outcome }) => objectives.map((name) => scoreOf(outcome, name)));
  return { objectives, numbers: paretoFront(scores).map((index) => trials[index]!.number) };
}
