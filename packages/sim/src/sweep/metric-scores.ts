import { ConfigError } from "@mexoms/core";
import { METRICS, type MetricSpec, type TrialMetrics, type TrialRow } from "@mexoms/sim/engine";

/** The metrics of objectives. Throws ConfigError. */
export function objectiveSpecs(names: readonly string[]): MetricSpec[] {
  const good = METRICS.filter(({ better }) => better !== "neither").map(({ name }) => name);
  if (names.length === 0) throw new ConfigError("objective", `name one, for example ${good[0]}`);
  const again = names.find((name, i) => names.indexOf(name) < i);
  if (again !== undefined) throw new ConfigError("objective", `"${again}" stands there twice`);
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
export function ranking(rows: Iterable<TrialRow>, objectives: readonly MetricSpec[]): TrialRow[] {
  return [...rows].filter(isCandidate).sort((a, b) => (isBetter(a, b, objectives) ? -1 : 1));
}

/** Whether a row is before another one in a ranking; undefined is behind all that may be ranked. */
export function isBetter(
  row: TrialRow,
  than: TrialRow | undefined,
  objectives: readonly MetricSpec[],
): boolean {
  if (!isCandidate(row)) return false;
  if (!than?.outcome) return true;
  const others = scoresOf(than.outcome.metrics, objectives);
  for (const [i, score] of scoresOf(row.outcome!.metrics, objectives).entries()) {
    if (score !== others[i]) return score > others[i]!;
  }
  return row.number < than.number;
}

function isCandidate({ trial, outcome }: TrialRow): boolean {
  return outcome !== undefined && trial.share === 1 && trial.phase === "search";
}
