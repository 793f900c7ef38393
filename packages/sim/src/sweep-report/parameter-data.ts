import { parseDuration } from "@mexoms/core";
import type { ParameterData } from "../../sweep-page/sweep-data.ts";

/** More distinct values than this are put together into ranges: few where each was drawn once. */
const LEVELS_MAX = { listed: 24, drawn: 8 } as const;
/** Values from which on there are more ranges than the least. */
const MANY = 100;
/** How a parameter was swept. */
export interface Swept {
  /** Whether its values were listed, or have a step; others are drawn from a range. */
  readonly values: "listed" | "drawn";
  /** As the sweep was asked for it, for example "100ms:2s:log". */
  readonly range: string;
}

const NUMBER = /^([+-]?\d+(?:\.\d+)?)([^\d.]*)$/;
/** Of durations below a minute, with their nanoseconds, the largest one first. */
const SMALL_UNITS = [
  ["s", 1e9],
  ["ms", 1e6],
  ["us", 1e3],
  ["ns", 1],
] as const;
const DURATION_UNITS = new Set(["ns", "us", "ms", "s", "m", "h", "d"]);

/**
 * A swept parameter for the page, from the texts of its axis and of all trials. Texts of one unit, and durations, are
 * numbers; others are words, which keep their order.
 */
export function parameterData(name: string, texts: readonly string[], swept: Swept): ParameterData {
  const distinct = [...new Set(texts)];
  const read = readNumbers(distinct);
  if (read === undefined) return words(name, distinct);
  const order = distinct
    .map((text, i) => ({ text, number: read.numbers[i]! }))
    .toSorted((a, b) => a.number - b.number);
  const values = order.map(({ text }) => text);
  const numbers = order.map(({ number }) => number);
  return {
    name,
    unit: read.unit,
    ordered: true,
    log: isByLog(swept.range) && numbers[0]! > 0,
    values,
    numbers,
    ...levelsOf(values, numbers, swept.values),
  };
}

/** Whether a range is drawn from evenly by ratio. */
function isByLog(range: string): boolean {
  return range.split(":")[2]?.trim() === "log";
}

function words(name: string, values: readonly string[]): ParameterData {
  const places = values.map((_, i) => i);
  return {
    name,
    unit: "",
    ordered: false,
    log: false,
    values,
    numbers: places,
    levels: values,
    levelOf: places,
  };
}

interface ReadNumbers {
  readonly unit: string;
  readonly numbers: readonly number[];
}

function readNumbers(texts: readonly string[]): ReadNumbers | undefined {
  const parts = texts.map((text) => NUMBER.exec(text));
  if (texts.length === 0 || !parts.every((part) => part !== null)) return undefined;
  const units = new Set(parts.map((part) => part[2]!));
  if (units.size === 1)
    return { unit: parts[0]![2]!, numbers: parts.map((part) => Number(part[1])) };
  if (![...units].every((unit) => DURATION_UNITS.has(unit))) return undefined;
  const ns = texts.map((text) => parseDuration(text, "parameter"));
  const least = Math.min(...ns.filter((each) => each > 0));
  // The largest unit in which the least of them is not tiny.
  const [unit, each] = SMALL_UNITS.find(([, size]) => least >= size / 20) ?? SMALL_UNITS[3];
  return { unit, numbers: ns.map((one) => one / each) };
}

/** Each value by itself where they are few, else ranges with about as many values each. */
function levelsOf(
  values: readonly string[],
  numbers: readonly number[],
  kind: "listed" | "drawn",
): Pick<ParameterData, "levels" | "levelOf"> {
  if (values.length <= LEVELS_MAX[kind])
    return { levels: values, levelOf: numbers.map((_, i) => i) };
  const ranges = values.length < MANY ? 8 : 12;
  const levelOf = numbers.map((_, i) => Math.floor((i * ranges) / numbers.length));
  const levels = Array.from({ length: ranges }, (_, level) => {
    const first = levelOf.indexOf(level);
    const last = levelOf.lastIndexOf(level);
    return rangeText(readable(values[first]!), readable(values[last]!));
  });
  return { levels, levelOf };
}

/** With the unit once where both ends have it: "4 to 5bps", "900ms to 1.2s". */
function rangeText(from: string, to: string): string {
  const [, number, unit] = NUMBER.exec(from) ?? [];
  const shared = unit !== undefined && unit === NUMBER.exec(to)?.[2];
  return `${shared ? number! : from} to ${to}`;
}

/** An end of a range to read: "93.3ms" for "93300us". */
function readable(text: string): string {
  if (!DURATION_UNITS.has(NUMBER.exec(text)?.[2] ?? "")) return text;
  const ns = parseDuration(text, "parameter");
  const unit = SMALL_UNITS.find(([, each]) => ns >= each) ?? SMALL_UNITS[3];
  return `${ns / unit[1]}${unit[0]}`;
}
