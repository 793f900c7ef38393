import { bestStability } from "./best-stability.ts";
import { honestyOf, noHonesty } from "./honesty-of.ts";
import { importanceOf, marginalsOf } from "./importance.ts";
import { type NotEnough, notEnough } from "./not-enough.ts";
import { paretoOf } from "./pareto-of.ts";
import { plateauOf } from "./plateau.ts";
import { assumptionsOf, nearbyMoves } from "./sensitivity.ts";
import { overSymbols, overTime } from "./stability.ts";
import type { BestTrial, SweepAnalysis, TrialCounts } from "./sweep-analysis.ts";
import type { SweepFacts } from "./sweep-facts.ts";
import type { SweepRecord } from "./sweep-record.ts";
import { type CompleteTrial, type TrialTable, trialTable } from "./trial-table.ts";
import { triedPoints } from "./tried-points.ts";
import { warningsOf } from "./warnings.ts";

type Analysis = Omit<SweepAnalysis, "warnings">;
type Common = Omit<Analysis, OfBest>;
type OfBest =
  | "best"
  | "plateau"
  | "nearby"
  | "assumptions"
  | "overTime"
  | "overSymbols"
  | "bestStability"
  | "honesty";

/**
 * What a sweep says, and how far it can be believed. Equal sweeps and facts give equal analyses. Throws
 * nothing for whatever trials gave: what they are too few or too strange for says so.
 */
export function analyseSweep(record: SweepRecord, given: SweepFacts): SweepAnalysis {
  const tried = triedPoints(record.rows).length;
  const facts = { ...given, projectTrials: Math.max(given.projectTrials, tried) };
  const table = trialTable(record);
  const { axes } = facts.space;
  const common: Common = {
    version: 1,
    objective: table.objective,
    moreIsBetter: table.moreIsBetter,
    currency: record.plan.study.currency,
    barNs: record.plan.study.barNs,
    counts: countsOf(record, table, facts),
    ranking: table.ranked.map(({ number, point, value }) => ({
      number,
      point,
      ...(!Number.isNaN(value) && { value }),
    })),
    pareto: paretoOf(record.plan.objectives, table),
    importance: importanceOf(axes, table),
    marginals: marginalsOf(axes, table),
  };
  const best = table.ranked[0];
  if (best === undefined || Number.isNaN(best.value)) {
    return withoutBest(common, notEnough(whyNoBest(record, table)));
  }
  const analysis = { ...common, ...ofBest({ record, facts, table, best }) };
  return { ...analysis, warnings: warningsOf({ facts, table, best, analysis }) };
}

function ofBest(options: {
  readonly record: SweepRecord;
  readonly facts: SweepFacts;
  readonly table: TrialTable;
  readonly best: CompleteTrial;
}): Pick<Analysis, OfBest> {
  const { record, facts, table, best } = options;
  const { plan, rows } = record;
  const { axes } = facts.space;
  return {
    best: bestTrial(best, table),
    plateau: plateauOf(axes, table, best),
    nearby: nearbyMoves(rows, table, best),
    assumptions: assumptionsOf({ rows, axes, table, best }),
    overTime: overTime(plan.study, best),
    overSymbols: overSymbols(table, best),
    bestStability: bestStability(plan.study, table, best),
    honesty: honestyOf({ plan, facts, table, best }),
  };
}

function bestTrial({ number, point, value, outcome }: CompleteTrial, table: TrialTable): BestTrial {
  const { metrics } = outcome;
  const exact: Readonly<Record<string, string | number>> = { ...metrics };
  return {
    number,
    point,
    value,
    text: String(exact[table.objective] ?? value),
    pnl: metrics.pnl,
    inventoryPnl: metrics.inventoryPnl,
    fills: metrics.fills,
  };
}

function withoutBest(common: Common, why: NotEnough): SweepAnalysis {
  return {
    ...common,
    best: why,
    plateau: why,
    nearby: why,
    assumptions: why,
    overTime: why,
    overSymbols: why,
    bestStability: why,
    honesty: noHonesty(why),
    warnings: [],
  };
}

function whyNoBest({ rows }: SweepRecord, { ranked, objective }: TrialTable): string {
  if (ranked.length > 0) return `${objective} is not defined for any trial`;
  const failed = rows.filter(({ outcome }) => outcome === undefined);
  if (failed.length === 0) return "no trial ran on all of the sweep's time";
  return `no trial was completed; ${failed.length} failed, the first one: ${failed[0]!.reason ?? "no reason given"}`;
}

function countsOf({ rows }: SweepRecord, table: TrialTable, facts: SweepFacts): TrialCounts {
  const phase = (name: string): number => rows.filter(({ trial }) => trial.phase === name).length;
  return {
    rows: rows.length,
    search: phase("search"),
    nearby: phase("nearby"),
    assumptions: phase("assumptions"),
    failed: rows.filter(({ outcome }) => outcome === undefined).length,
    complete: table.ranked.length,
    project: facts.projectTrials,
  };
}
