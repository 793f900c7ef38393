import type { FillGroup, InstrumentSheet, TearSheet } from "@mexoms/sim/engine";
import { formatDuration, Money } from "@mexoms/core";
import type { RunInstruments } from "./run-instruments.ts";

export const TEAR_SHEET_HEADER: readonly string[] = [
  "section",
  "instrument",
  "group",
  "metric",
  "value",
  "unit",
];

/** What figures of one part are in. */
interface Units {
  readonly currency: string;
  readonly size: string;
}

interface Figure {
  readonly group: string;
  readonly metric: string;
  readonly value: string;
  readonly unit: string;
}

const NO_UNITS: Units = { currency: "", size: "" };

/** The lines of tearsheet.csv: one a figure; an empty value has no meaning in the run. */
export function* tearSheetLines(
  sheet: TearSheet,
  instruments: RunInstruments,
): Generator<readonly string[]> {
  const { currencies, instruments: parts, arbitrage, notes, ...run } = sheet;
  yield* lines("run", "", figures(run, "", "", NO_UNITS));
  for (const { currency, ...each } of currencies) {
    const units = { currency, size: "" };
    for (const [section, part] of Object.entries(each)) {
      yield* lines(section, "", figures(part, currency, "", units));
    }
  }
  for (const part of parts) {
    const { sizeUnit } = instruments.get(part.instrument);
    yield* instrumentLines(part, { currency: part.settle, size: sizeUnit });
  }
  if (arbitrage) yield* lines("arbitrage", "", figures(arbitrage, "", "", NO_UNITS));
  for (const note of notes) yield ["notes", "", "", "note", note, ""];
}

function* instrumentLines(
  { instrument, settle, captureBps, markouts, ...sections }: InstrumentSheet,
  units: Units,
): Generator<readonly string[]> {
  yield* lines("attribution", instrument, figures({ settle, captureBps }, "", "", units));
  for (const [section, part] of Object.entries(sections)) {
    yield* lines(section, instrument, figures(part, "", "", units));
  }
  for (const { by, group, ...rest } of markouts) {
    yield* lines("markouts", instrument, figures(rest, groupName({ by, group }), "", units));
  }
}

function groupName({ by, group }: Pick<FillGroup, "by" | "group">): string {
  return by === "all" ? "all" : `${by}: ${group}`;
}

function* lines(
  section: string,
  instrument: string,
  all: Iterable<Figure>,
): Generator<readonly string[]> {
  for (const { group, metric, value, unit } of all) {
    yield [section, instrument, group, metric, value, unit];
  }
}

/** Every figure below a value; the metric is the path to it, with the name of each entry of a list. */
function* figures(value: unknown, group: string, path: string, units: Units): Generator<Figure> {
  if (Array.isArray(value)) {
    for (const [i, entry] of value.entries()) {
      yield* figures(entry, group, joined(path, entryName(entry, i)), units);
    }
  } else if (typeof value === "object" && value !== null && !(value instanceof Money)) {
    const own = "currency" in value ? { ...units, currency: String(value.currency) } : units;
    for (const [name, part] of Object.entries(value)) {
      yield* figures(part, group, joined(path, name), own);
    }
  } else {
    yield { group, metric: path, value: textOf(value), unit: unitOf(path, value, units) };
  }
}

function textOf(value: unknown): string {
  if (value instanceof Money || typeof value === "number") return value.toString();
  return typeof value === "bigint" || typeof value === "string" ? value.toString() : "";
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** What tells an entry of a list from the others. */
function entryName(entry: unknown, i: number): string {
  if (typeof entry !== "object" || entry === null) return String(i);
  if ("horizonNs" in entry) return formatDuration(Number(entry.horizonNs));
  if ("share" in entry && "bps" in entry) return `${Number(entry.bps)}bps`;
  if ("fromQty" in entry && "toQty" in entry) {
    return `${String(entry.fromQty)} to ${String(entry.toQty)}`;
  }
  if ("fromNs" in entry) return `from ${formatDuration(Number(entry.fromNs))}`;
  if ("currency" in entry) return String(entry.currency);
  if ("instrument" in entry) return String(entry.instrument);
  return "name" in entry ? String(entry.name) : String(i);
}

function unitOf(path: string, value: unknown, { currency, size }: Units): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (value instanceof Money || MONEY_NAMES.has(name)) return currency;
  if (name.endsWith("Ns") || path.startsWith("horizonsNs")) return "ns";
  if (/bps$/i.test(name)) return "bps";
  if (/qty/i.test(path) && !/ratio$/i.test(name)) return size;
  return name === "perSecond" || name === "peakPerSecond" ? "1/s" : "";
}

/** Money that may be undefined. */
const MONEY_NAMES: ReadonlySet<string> = new Set(["worstHour", "worstDay"]);
