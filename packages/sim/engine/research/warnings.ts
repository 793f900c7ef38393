import type { Axis } from "../search/search-space.ts";
import { relativeChange } from "./relative-change.ts";
import { withoutEffect } from "./no-effect.ts";
import { isFigure } from "./not-enough.ts";
import type { SweepAnalysis } from "./sweep-analysis.ts";
import type { SweepFacts } from "./sweep-facts.ts";
import type { SweepWarning, WarningCode } from "./sweep-warning.ts";
import type { CompleteTrial, TrialTable } from "./trial-table.ts";

/** An end of two or of an unordered list says nothing. */
const LEAST_VALUES = 3;
/** A drawn value this near to the end of its range stands on it. */
const NEAR_END = 0.02;
const TOO_MUCH = 0.5;
const SURE = 0.95;

export interface WarningOptions {
  readonly facts: SweepFacts;
  readonly table: TrialTable;
  readonly best: CompleteTrial;
  /** Without the warnings. */
  readonly analysis: Omit<SweepAnalysis, "warnings">;
}

/** Reasons to doubt the best trial, in the order of WARNING_CODES. */
export function warningsOf(options: WarningOptions): SweepWarning[] {
  return [
    ...loses(options),
    ...fewFills(options),
    ...allAlike(options),
    ...edges(options),
    ...onePart(options),
    ...drift(options),
    ...queueModel(options),
    ...latency(options),
    ...overfit(options),
    ...deflated(options),
    ...walkForward(options),
    ...noEffect(options),
  ];
}

function warning(
  code: WarningCode,
  text: string,
  figures: SweepWarning["figures"],
): readonly SweepWarning[] {
  return [{ code, text, figures }];
}

/** A sweep always has a best trial, also when none of them earns. */
function loses({ best, analysis }: WarningOptions): readonly SweepWarning[] {
  const pnl = Number(best.outcome.metrics.pnl);
  if (pnl >= 0) return [];
  const text = `Even the best trial loses: ${amount(pnl)} ${analysis.currency} after fees.`;
  return warning("loses", text, { pnl });
}

function fewFills({ facts, best }: WarningOptions): readonly SweepWarning[] {
  const { fills } = best.outcome.metrics;
  const { minFills } = facts;
  if (fills >= minFills) return [];
  const text =
    fills === 0
      ? "The best trial has no fills: nothing was traded."
      : `The best trial has ${fills} fills; below ${minFills} its profit is mostly chance.`;
  return warning("few-fills", text, { fills, minFills });
}

/** Then the first of them is the best, which says nothing about it. */
function allAlike({ table, best }: WarningOptions): readonly SweepWarning[] {
  const { ranked, objective } = table;
  if (ranked.length < 2 || ranked.some(({ value }) => value !== best.value)) return [];
  const text =
    `All ${ranked.length} trials have the same ${objective}, ${amount(best.value)}: ` +
    `what was swept makes no difference on this data.`;
  return warning("all-alike", text, { trials: ranked.length, value: best.value });
}

function edges({ facts, best, table }: WarningOptions): readonly SweepWarning[] {
  const equals = table.ranked.filter(({ value }) => value === best.value);
  return facts.space.axes.flatMap((axis) => {
    const value = best.point[axis.name];
    const edge = value === undefined ? undefined : edgeOf(axis, value);
    if (edge === undefined || value === undefined) return [];
    // As good a trial away from that edge: nothing points out of the range.
    if (equals.some(({ point }) => edgeOf(axis, point[axis.name]!) !== edge)) return [];
    const limit = facts.declared?.[axis.name]?.[edge === "low" ? "min" : "max"];
    const isLimit = limit !== undefined && (limit === value || relativeChange(limit, value) === 0);
    const advice = isLimit
      ? `The strategy declares it as the limit, so the range cannot be widened: ask whether the strategy is asked for something it does not do well.`
      : `The true best may lie outside: widen the range.`;
    const text = `The best ${axis.name}, ${value}, is on the ${edge} edge of its range. ${advice}`;
    const figures = { parameter: axis.name, value, edge, declaredLimit: isLimit ? "yes" : "no" };
    return warning("edge-of-range", text, figures);
  });
}

function edgeOf(axis: Axis, value: string): "low" | "high" | undefined {
  if (!axis.ordered) return undefined;
  if (axis.values !== undefined) {
    if (axis.values.length < LEAST_VALUES) return undefined;
    const at = axis.values.indexOf(value);
    if (at === 0) return "low";
    return at === axis.values.length - 1 ? "high" : undefined;
  }
  const place = axis.place(value);
  if (place <= NEAR_END) return "low";
  return place >= 1 - NEAR_END ? "high" : undefined;
}

function onePart({ analysis }: WarningOptions): readonly SweepWarning[] {
  const { overTime } = analysis;
  if (!isFigure(overTime) || overTime.bestShare === undefined) return [];
  const { parts, unit, bestShare, positive } = overTime;
  if (bestShare <= TOO_MUCH) return [];
  const best = parts.reduce((most, part) => (part.pnl > most.pnl ? part : most));
  const name = unit === "part" ? "part of the time" : unit;
  const text =
    `${percent(bestShare)} of the best trial's profit comes from one ${name}, ${best.label}; ` +
    `${positive} of ${parts.length} earned something.`;
  return warning("one-part-earns", text, {
    share: bestShare,
    part: best.label,
    unit,
    parts: parts.length,
    positive,
  });
}

function drift({ best, analysis }: WarningOptions): readonly SweepWarning[] {
  const { pnl, inventoryPnl } = best.outcome.metrics;
  const share = Number(inventoryPnl) / Number(pnl);
  if (!(Number(pnl) > 0 && share > TOO_MUCH)) return [];
  const text =
    `${percent(share)} of the best trial's profit, ${inventoryPnl} of ${pnl} ${analysis.currency}, ` +
    `is the market's move of what it held, not what it earned by trading.`;
  return warning("inventory-drift", text, { share, inventoryPnl, pnl });
}

function queueModel({ best, table, analysis }: WarningOptions): readonly SweepWarning[] {
  const { assumptions } = analysis;
  if (!isFigure(assumptions)) return [];
  const moved = assumptions.queues.flatMap(({ label, trials, winner }) => {
    const first = trials[0];
    if (winner !== "other" || first === undefined) return [];
    const text =
      `Under "${label}" trial ${first.original} is the best of the ${trials.length} best, ` +
      `not trial ${best.number}: an optimum that moves with the queue model is none.`;
    return warning("queue-model", text, { variant: label, winner: first.original });
  });
  const pnl = Number(best.outcome.metrics.pnl);
  const turned = assumptions.best.flatMap((variant) => {
    if (variant.kind !== "queue" || variant.pnl === undefined) return [];
    if (!(pnl > 0 && variant.pnl <= 0)) return [];
    const text =
      `Under "${variant.label}" the best trial earns ${amount(variant.pnl)} ` +
      `instead of ${amount(pnl)} ${analysis.currency}.`;
    return warning("queue-model", text, { variant: variant.label, pnl: variant.pnl, own: pnl });
  });
  return table.ranked.length > 1 ? [...turned, ...moved] : turned;
}

function latency({ best, analysis }: WarningOptions): readonly SweepWarning[] {
  const { assumptions } = analysis;
  const pnl = Number(best.outcome.metrics.pnl);
  if (!isFigure(assumptions) || !(pnl > 0)) return [];
  const twice = assumptions.best.find(({ latencyTimes }) => latencyTimes === 2);
  if (twice?.pnl === undefined || twice.pnl > 0) return [];
  const text =
    `With twice the latency the best trial earns ${amount(twice.pnl)} ` +
    `instead of ${amount(pnl)} ${analysis.currency}.`;
  return warning("latency", text, { pnl: twice.pnl, own: pnl });
}

function overfit({ analysis }: WarningOptions): readonly SweepWarning[] {
  const { overfitting } = analysis.honesty;
  if (!isFigure(overfitting) || overfitting.probability <= TOO_MUCH) return [];
  const { probability, splits } = overfitting;
  const text =
    `In ${percent(probability)} of ${splits} splits of the time the trial that was best in one half ` +
    `was below the middle in the other: choosing by this sweep is no better than chance.`;
  return warning("overfitting", text, { probability, splits });
}

function deflated(options: WarningOptions): readonly SweepWarning[] {
  const { analysis } = options;
  const { deflated: figures, sharpe: own } = analysis.honesty;
  // Nothing was chosen among trials that are alike.
  if (allAlike(options).length > 0) return [];
  if (!isFigure(figures) || !isFigure(own) || figures.probability >= SURE) return [];
  const { probability, trials, expectedMax } = figures;
  const { sharpe } = own;
  const text =
    `The best of ${trials} worthless trials, as many as this project has made, would show a Sharpe ` +
    `ratio of ${amount(expectedMax, 3)} a bar; this one shows ${amount(sharpe, 3)} ` +
    `(deflated Sharpe ${percentBelow(probability, SURE)}; ${percent(SURE)} is asked for).`;
  return warning("deflated-sharpe", text, { probability, trials, expectedMax, sharpe });
}

function walkForward({ analysis }: WarningOptions): readonly SweepWarning[] {
  const { walkForward: folds } = analysis.honesty;
  if (!isFigure(folds) || folds.testPnl > 0) return [];
  const { testPnl, wins, kind } = folds;
  const count = folds.folds.length;
  const text =
    `Chosen on the past and run on what followed (${kind}), the trials earned ` +
    `${amount(testPnl)} ${analysis.currency}; ${wins} of ${count} folds earned something.`;
  return warning("walk-forward", text, { testPnl, wins, folds: count });
}

function noEffect(options: WarningOptions): readonly SweepWarning[] {
  const { facts, table } = options;
  if (allAlike(options).length > 0) return [];
  return withoutEffect(facts.space.axes, table.ranked).flatMap(({ name, range, pairs }) => {
    const between = range === undefined ? "" : ` between ${range.from} and ${range.to}`;
    const many = pairs === 1 ? "the one pair" : `any of ${pairs} pairs`;
    const text = `${name} made no difference${between} in ${many} of trials that differ in nothing else.`;
    return warning("no-effect", text, { parameter: name, pairs, ...range });
  });
}

/** With a digit more where rounding would hide that it is below. */
function percentBelow(share: number, limit: number): string {
  if (percent(share) !== percent(limit)) return percent(share);
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

function percent(share: number): string {
  const text = (share * 100).toFixed(share > 0.99 && share < 1 ? 1 : 0);
  return `${text} %`;
}

/** For reading: exact amounts are in the tables. */
function amount(value: number, digits = 6): string {
  return String(Number(value.toPrecision(digits)));
}
