import { paretoFront } from "../search/pareto-front.ts";
import type { ParetoFront } from "./sweep-analysis.ts";
import { objectiveScores, objectiveOf } from "./trial-ranking.ts";
import type { TrialTable } from "./trial-table.ts";

/** The trials that have all objectives and that no other one beats in them, by their numbers. */
export function paretoOf(objectives: readonly string[], { ranked }: TrialTable): ParetoFront {
  const trials = ranked.toSorted((a, b) => a.number - b.number);
  const specs = objectives.map(objectiveOf);
  const scores = trials.map(({ outcome }) => {
    const figures = objectiveScores(outcome.metrics, specs);
    return figures.every(Number.isFinite) ? figures : undefined;
  });
  return { objectives, numbers: paretoFront(scores).map((index) => trials[index]!.number) };
}
