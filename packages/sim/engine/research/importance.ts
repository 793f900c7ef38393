import type { Axis } from "../search/search-space.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { meanOf, medianOf, midRanks } from "./ranks.ts";
import type { ParameterImportance, ParameterMarginal } from "./sweep-analysis.ts";
import type { CompleteTrial, TrialTable } from "./trial-table.ts";
import { valueGroups } from "./value-groups.ts";

const MIN_TRIALS = 8;

/**
 * First order of a functional ANOVA (Hutter, Hoos, Leyton-Brown, "An Efficient Approach for Assessing
 * Hyperparameter Importance", ICML 2014) on the ranks of the trials, so that a few wild results do not
 * decide: the variance of the means over a parameter's values by the whole variance, less what as many
 * groups would explain by chance (epsilon squared, Kelley 1935). Parts that only two parameters together
 * explain are in none of them. Exact for grids; for searches that learn, which look more often where it
 * is good, a hint.
 */
export function importanceOf(
  axes: readonly Axis[],
  { ranked }: TrialTable,
): Figure<{ readonly parameters: readonly ParameterImportance[] }> {
  const trials = ranked.filter(({ value }) => !Number.isNaN(value));
  if (trials.length < MIN_TRIALS) {
    return notEnough(`${trials.length} trials; importance needs at least ${MIN_TRIALS}`);
  }
  const ranks = midRanks(trials.map(({ value }) => value));
  const mean = meanOf(ranks);
  const total = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  if (total === 0) return notEnough("all trials are equally good");
  const rankOf = new Map(trials.map((trial, i) => [trial, ranks[i]!]));
  const parameters = axes.map((axis) => {
    const groups = valueGroups(axis, trials).map((group) =>
      group.trials.map((trial) => rankOf.get(trial)!),
    );
    return { name: axis.name, share: explained(groups, mean, total), groups: groups.length };
  });
  return { parameters: parameters.toSorted((a, b) => b.share - a.share) };
}

function explained(groups: readonly (readonly number[])[], mean: number, total: number): number {
  const trials = groups.reduce((sum, group) => sum + group.length, 0);
  const free = trials - groups.length;
  if (groups.length < 2 || free < 1) return 0;
  const between = groups.reduce(
    (sum, group) => sum + group.length * (meanOf(group) - mean) ** 2,
    0,
  );
  const byChance = ((groups.length - 1) * Math.max(0, total - between)) / free;
  return Math.max(0, Math.min(1, (between - byChance) / total));
}

/** What the objective does along each parameter, whatever the others are. */
export function marginalsOf(axes: readonly Axis[], table: TrialTable): ParameterMarginal[] {
  const trials = table.ranked.filter(({ value }) => !Number.isNaN(value));
  return axes.map((axis) => ({
    name: axis.name,
    ordered: axis.ordered,
    values: valueGroups(axis, trials).map(({ text, place, trials: group }) => ({
      text,
      place,
      trials: group.length,
      ...spreadOf(group, table.moreIsBetter),
    })),
  }));
}

function spreadOf(
  group: readonly CompleteTrial[],
  moreIsBetter: boolean,
): { mean: number; median: number; best: number; worst: number } {
  const sorted = group.map(({ value }) => value).toSorted((a, b) => a - b);
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const [best, worst] = moreIsBetter ? [high, low] : [low, high];
  return { mean: meanOf(sorted), median: medianOf(sorted), best, worst };
}
