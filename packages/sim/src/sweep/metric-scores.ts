import { ConfigError } from "@mexoms/core";
import { METRICS, type MetricSpec, type TrialMetrics, type TrialRow } from "@mexoms/sim/engine";

/** The metrics of objectives. Throws ConfigError. */
export function objectiveSpecs(names: readonly string[]): MetricSpec[] {
  const good = METRICS.filter(({ better }) => better !== "neither").map(({ name }) => name);
  if (names.length === 0) throw new ConfigError("objective", `name one, for example ${good[0]}`);
  if (new Set(names).size < names.length) throw new ConfigError("objective", "stands there twice");
  return names.map((name) => {
    const spec = METRICS.find((each) => each.name === name);
    if (spec && spec.better !== "neither") return spec;
    const problem = spec ? "is neither better when it is more nor less" : "is no metric";
    throw new ConfigError("objective", `"${name}" ${problem}; these are: ${good.join(", ")}`);
  });
}

/**
 * A figure per objective, all turned so that more is better. Doubles: they decide which trial is
 * preferred, and are no money. What is not defined is the worst.
 */
export function scoresOf(metrics: TrialMetrics, objectives: readonly MetricSpec[]): number[] {
  return objectives.map(({ name, better }) => {
    const value = Number(metrics[name]);
    if (Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
    return better === "more" ? value : 0 - value;
  });
}

/** Trials of the search that ran on the whole data, best first; equal ones by number. */
export function ranking(
  rows: Iterable<TrialRow>,
  objectives: readonly MetricSpec[],
): (TrialRow & Required<Pick<TrialRow, "outcome">>)[] {
  const ranked: { row: TrialRow & Required<Pick<TrialRow, "outcome">>; scores: number[] }[] = [];
  for (const { outcome, ...row } of rows) {
    if (!outcome || row.trial.share < 1 || row.trial.phase !== "search") continue;
    ranked.push({ row: { ...row, outcome }, scores: scoresOf(outcome.metrics, objectives) });
  }
  ranked.sort((a, b) => {
    for (const [i, score] of a.scores.entries()) {
      const other = b.scores[i]!;
      if (score !== other) return score > other ? -1 : 1;
    }
    return a.row.number - b.row.number;
  });
  return ranked.map(({ row }) => row);
}
