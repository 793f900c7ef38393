import { formatTimestamp } from "@mexoms/core";
import type { BarSpan } from "./honesty.ts";
import { type Figure, isFigure, notEnough } from "./not-enough.ts";
import type { Study } from "./study.ts";
import type { SymbolStability, TimeParts, TimeProfit, TimeStability } from "./sweep-analysis.ts";
import type { CompleteTrial, TrialTable } from "./trial-table.ts";
import { brokenBar } from "./usable-bars.ts";

const HOUR_NS = 3_600_000_000_000n;
const DAY_NS = 24n * HOUR_NS;
/** Fewer parts do not tell whether one of them earns too much. */
const LEAST_PARTS = 3;
const EQUAL_PARTS = 10;
/** A sum below this part of what was summed is what doubles leave of zero: no profit. */
const ROUNDING = 1e-13;

type BarGrid = Pick<Study, "startNs" | "barNs">;

/**
 * The best trial's profit by UTC day; when its bars start on fewer than three days by hour; when in
 * fewer than three hours by ten equal parts. A bar belongs to the day it starts in.
 */
export function overTime(study: BarGrid, { outcome }: CompleteTrial): Figure<TimeStability> {
  const { bars } = outcome;
  const time = timeParts(study, bars.length);
  if (!isFigure(time)) return time;
  const profit = profitOver(bars, time.parts);
  if (!isFigure(profit)) return profit;
  const { pnl, ...rest } = profit;
  return {
    unit: time.unit,
    parts: time.parts.map((part, i) => ({ ...part, pnl: pnl[i]! })),
    ...rest,
  };
}

/** So many bars in parts of time: the same for all trials that have as many. */
export function timeParts(study: BarGrid, count: number): Figure<TimeParts> {
  if (count < LEAST_PARTS) return notEnough(`${count} bars; parts of time need at least three`);
  const byDay = clockSpans(study, count, DAY_NS);
  const byHour = byDay.length < LEAST_PARTS ? clockSpans(study, count, HOUR_NS) : byDay;
  const unit = byDay.length >= LEAST_PARTS ? "day" : byHour.length >= LEAST_PARTS ? "hour" : "part";
  const parts = (unit === "part" ? equalSpans(count) : byHour).map((bars) => ({
    label: labelOf(barStart(study, bars.from), unit),
    bars,
  }));
  return { unit, parts };
}

/** What a trial earned in each part. */
export function profitOver(bars: Float64Array, parts: TimeParts["parts"]): Figure<TimeProfit> {
  const broken = brokenBar(bars);
  if (broken !== undefined) return notEnough(`bar ${broken + 1} is ${bars[broken]}`);
  const pnl = parts.map((part) => sumOver(bars, part.bars));
  const total = sumOver(bars, { from: 0, to: bars.length });
  const most = pnl.reduce((best, each) => Math.max(best, each), 0);
  return {
    pnl,
    positive: pnl.filter((each) => each > 0).length,
    ...(total > 0 && { bestShare: most / total }),
  };
}

/** Runs of bars that start in the same day or hour. */
function clockSpans(study: BarGrid, bars: number, unitNs: bigint): BarSpan[] {
  const spans: BarSpan[] = [];
  let from = 0;
  for (let bar = 1; bar <= bars; bar++) {
    if (bar < bars && barStart(study, bar) / unitNs === barStart(study, from) / unitNs) continue;
    spans.push({ from, to: bar });
    from = bar;
  }
  return spans;
}

function equalSpans(bars: number): BarSpan[] {
  const parts = Math.min(EQUAL_PARTS, bars);
  return Array.from({ length: parts }, (_, part) => ({
    from: Math.floor((part * bars) / parts),
    to: Math.floor(((part + 1) * bars) / parts),
  }));
}

function barStart({ startNs, barNs }: BarGrid, bar: number): bigint {
  return BigInt(startNs) + BigInt(bar) * BigInt(barNs);
}

function labelOf(ns: bigint, unit: TimeStability["unit"]): string {
  const text = formatTimestamp(ns);
  if (unit === "day") return text.slice(0, 10);
  return unit === "hour" ? `${text.slice(0, 13)}:00Z` : `${text.slice(0, 19)}Z`;
}

function sumOver(bars: Float64Array, { from, to }: BarSpan): number {
  let [sum, size] = [0, 0];
  for (let bar = from; bar < to; bar++) {
    sum += bars[bar]!;
    size += Math.abs(bars[bar]!);
  }
  return Math.abs(sum) <= size * ROUNDING ? 0 : sum;
}

/** What the best trial earned with each instrument, and how many of all trials earned with it. */
export function overSymbols(
  { ranked }: TrialTable,
  { outcome }: CompleteTrial,
): Figure<{ readonly symbols: readonly SymbolStability[] }> {
  if (outcome.symbols.length === 0) return notEnough("the best trial has no figures by instrument");
  const symbols = outcome.symbols.map((symbol) => {
    const all = ranked.flatMap((trial) =>
      trial.outcome.symbols.filter(
        ({ instrument, currency }) =>
          instrument === symbol.instrument && currency === symbol.currency,
      ),
    );
    const positive = all.filter(({ pnl }) => Number(pnl) > 0).length;
    return { ...symbol, positive: positive / all.length };
  });
  return { symbols };
}
