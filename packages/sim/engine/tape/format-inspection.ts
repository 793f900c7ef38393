import { formatTimestamp } from "@mexoms/core";
import { ACTIVITY_COLUMNS } from "./inspect-tape.ts";
import type { TapeInspection } from "./inspect-tape.ts";

const LABEL_WIDTH = 12;
const MAX_TIMES = 5;
const LOWEST_BAR = 0x2581; // eighth blocks, U+2581 to U+2588
const BARS = 8;
const UNITS = [
  ["ns", 1],
  ["us", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["min", 60e9],
  ["h", 3600e9],
] as const;

const BY_ORDER: [label: string, text: string] = ["orders", "order by order (L3)"];

/** An inspection as text for people, with a picture of activity over time. */
export function formatInspection(inspection: TapeInspection): string {
  const { tape, source, latencyNs: latency } = inspection;
  const twice = inspection.rows - inspection.events;
  const share = ((100 * twice) / inspection.rows).toFixed(1);
  const lines: [label: string, text: string][] = [
    ["tape", `${tape.instrument.id} of ${origin(source)}`],
    ["digest", tape.digest],
    ["received", span(inspection.firstLocalNs, inspection.lastLocalNs)],
    ["happened", span(inspection.firstExchNs, inspection.lastExchNs)],
    ["span", duration(inspection.spanNs)],
    ["events", `${count(inspection.events)} (${counts(inspection.kinds)})`],
    ["rows", `${count(inspection.rows)}, of which ${count(twice)} (${share}%) stand twice`],
    ...(tape.extraColumns.includes("orderId") ? [BY_ORDER] : []),
    ["lines", counts(source.lines)],
    ["clock shift", duration(source.clockShiftNs)],
    [
      "latency",
      `min ${duration(latency.p0)}, p50 ${duration(latency.p50)}, p90 ${duration(latency.p90)}, ` +
        `p99 ${duration(latency.p99)}, max ${duration(latency.p100)}`,
    ],
    [
      "silence",
      `${duration(inspection.longestSilenceNs)} at most, from ${formatTimestamp(inspection.silenceFromNs)}`,
    ],
    ["gaps", times(inspection.gapsNs)],
    ["snapshots", times(inspection.snapshotsNs)],
    ["trades", trades(inspection)],
    ["activity", sparkline(inspection.activity)],
    ["", activityScale(inspection)],
    ...source.notes.map((note): [string, string] => ["note", note]),
  ];
  return lines.map(([label, text]) => `${label.padEnd(LABEL_WIDTH)}${text}\n`).join("");
}

function origin({ format, files }: TapeInspection["source"]): string {
  return files.length === 0 ? format : `${format}: ${files.join(", ")}`;
}

function trades({ trades: figures, tape: { instrument } }: TapeInspection): string {
  if (figures.count === 0) return "none";
  const { tick, lot, sizeUnit } = instrument;
  const low = tick.format(figures.lowTicks);
  const high = tick.format(figures.highTicks);
  const buy = lot.format(figures.buyLots);
  const sell = lot.format(figures.sellLots);
  return (
    `${count(figures.count)}, ${lot.format(figures.lots)} ${sizeUnit} (buy ${buy}, sell ${sell}), ` +
    `price ${low} to ${high}, last ${tick.format(figures.lastTicks)}`
  );
}

function sparkline(columns: readonly number[]): string {
  const most = Math.max(1, ...columns);
  return columns
    .map((value) => {
      if (value === 0) return " ";
      const height = Math.min(BARS - 1, Math.floor((value * BARS) / most));
      return String.fromCharCode(LOWEST_BAR + height);
    })
    .join("");
}

function activityScale(inspection: TapeInspection): string {
  const width = duration(inspection.spanNs / ACTIVITY_COLUMNS);
  return `one column is ${width}, the highest is ${count(Math.max(...inspection.activity))} events`;
}

function span(first: bigint, last: bigint): string {
  return `${formatTimestamp(first)} to ${formatTimestamp(last)}`;
}

function times(all: readonly bigint[]): string {
  if (all.length === 0) return "none";
  const shown = all.slice(0, MAX_TIMES).map(formatTimestamp).join(", ");
  const more = all.length > MAX_TIMES ? ` and ${all.length - MAX_TIMES} more` : "";
  return `${all.length}: ${shown}${more}`;
}

function counts(kinds: Readonly<Record<string, number>>): string {
  const known = Object.entries(kinds).filter(([, value]) => value > 0);
  return known.map(([kind, value]) => `${kind} ${count(value)}`).join(", ") || "none";
}

function count(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

// Four digits or so are enough for people; exact times stand in the inspection itself.
function duration(ns: number): string {
  let best: readonly [string, number] = UNITS[0];
  for (const unit of UNITS) if (ns >= unit[1]) best = unit;
  const value = ns / best[1];
  return `${Number(value.toPrecision(4))} ${best[0]}`;
}
