import { pointKey } from "../search/point-key.ts";
import type { Point } from "../search/search.ts";
import type { Axis } from "../search/search-space.ts";
import { neighboursOf } from "./neighbours.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { relativeChange } from "./relative-change.ts";
import type {
  AssumptionFigures,
  NearbyMove,
  QueueFigures,
  VariantFigures,
} from "./sweep-analysis.ts";
import type { TrialRow, Variant } from "./trial.ts";
import { type CompleteTrial, metricOf, ratioTo, type TrialTable } from "./trial-table.ts";

/** The best trial with one parameter moved, by parameter and change. */
export function nearbyMoves(
  rows: readonly TrialRow[],
  table: TrialTable,
  best: CompleteTrial,
): Figure<{ readonly moves: readonly NearbyMove[] }> {
  const names = Object.keys(best.point);
  const moves = rows.flatMap((row) => {
    if (row.trial.phase !== "nearby" || row.trial.share !== 1) return [];
    const name = onlyDifference(best.point, row.trial.point);
    if (name === undefined) return [];
    const [from, to] = [best.point[name]!, row.trial.point[name]!];
    const change = relativeChange(from, to);
    return {
      number: row.number,
      name,
      from,
      to,
      ...(change !== undefined && { change }),
      ...against(row, table, best),
    };
  });
  if (moves.length === 0) return notEnough("no trial near the best one was run");
  return {
    moves: moves.toSorted(
      (a, b) => names.indexOf(a.name) - names.indexOf(b.name) || (a.change ?? 0) - (b.change ?? 0),
    ),
  };
}

/** The one parameter whose texts differ; undefined for none or several. */
function onlyDifference(one: Point, other: Point): string | undefined {
  const names = Object.keys(one).filter((name) => one[name] !== other[name]);
  return names.length === 1 && other[names[0]!] !== undefined ? names[0] : undefined;
}

function against(
  row: TrialRow,
  { objective, moreIsBetter }: TrialTable,
  best: CompleteTrial,
): { value?: number; ratio?: number } {
  const value = row.outcome === undefined ? Number.NaN : metricOf(row.outcome, objective);
  if (!Number.isFinite(value)) return {};
  const ratio = ratioTo(best.value, value, moreIsBetter);
  return { value, ...(ratio !== undefined && { ratio }) };
}

/** The best trial, and for queue models the best ones, under other assumptions. */
export function assumptionsOf(options: {
  readonly rows: readonly TrialRow[];
  readonly axes: readonly Axis[];
  readonly table: TrialTable;
  readonly best: CompleteTrial;
}): Figure<AssumptionFigures> {
  const { table, best } = options;
  const rows = options.rows.filter(
    ({ trial }) => trial.phase === "assumptions" && trial.share === 1,
  );
  if (rows.length === 0) return notEnough("no trial was run under other assumptions");
  const key = pointKey(best.point);
  const ofBest = rows.filter(({ trial }) => pointKey(trial.point) === key);
  const queues = new Map<string, TrialRow[]>();
  for (const row of rows) {
    if (kindOf(row.trial.variant) !== "queue") continue;
    const { label } = row.trial.variant;
    queues.set(label, [...(queues.get(label) ?? []), row]);
  }
  return {
    best: ofBest.map((row) => variantFigures(row, table, best)),
    queues: [...queues].flatMap(([label, of]) => queueFigures(label, of, options)),
  };
}

function variantFigures(row: TrialRow, table: TrialTable, best: CompleteTrial): VariantFigures {
  const { variant } = row.trial;
  const pnl = row.outcome === undefined ? Number.NaN : metricOf(row.outcome, "pnl");
  return {
    label: variant.label,
    kind: kindOf(variant),
    ...(variant.latencyTimes !== undefined && { latencyTimes: variant.latencyTimes }),
    number: row.number,
    ...(Number.isFinite(pnl) && { pnl }),
    ...against(row, table, best),
  };
}

function kindOf({ latencyTimes, queue, fees }: Variant): VariantFigures["kind"] {
  const changed = [latencyTimes, queue, fees].filter((each) => each !== undefined);
  if (changed.length !== 1) return "other";
  if (queue !== undefined) return "queue";
  return latencyTimes === undefined ? "fees" : "latency";
}

function queueFigures(
  label: string,
  rows: readonly TrialRow[],
  { axes, table, best }: Parameters<typeof assumptionsOf>[0],
): QueueFigures | [] {
  const originals = new Map(table.ranked.map((trial) => [pointKey(trial.point), trial]));
  const sign = table.moreIsBetter ? -1 : 1;
  const trials = rows
    .flatMap((row) => {
      const original = originals.get(pointKey(row.trial.point));
      const value = row.outcome === undefined ? Number.NaN : metricOf(row.outcome, table.objective);
      if (original === undefined || !Number.isFinite(value)) return [];
      return { original: original.number, number: row.number, value, point: original.point };
    })
    .toSorted((a, b) => sign * (a.value - b.value) || a.original - b.original);
  const first = trials[0];
  if (first === undefined) return [];
  const own = trials.find(({ original }) => original === best.number);
  const around = neighboursOf(axes, best.point, table.ranked).found;
  const isNear = around.some(({ number }) => number === first.original);
  const isSame = own?.value === first.value;
  return {
    label,
    trials: trials.map(({ original, number, value }) => ({ original, number, value })),
    winner: isSame ? "same" : isNear ? "neighbour" : "other",
  };
}
