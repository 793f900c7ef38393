import { parseDuration } from "@mexoms/core";
import type { ParameterData } from "../../sweep-page/sweep-data.ts";

/** More distinct values than this are put together into ranges: few where each was drawn once. */
const LEVELS_MAX = { listed: 24, drawn: 8 } as const;
/** Values from which on there are more ranges than the least. */
const MANY = 100;
const NUMBER = /^([+-]?\d+(?:\.\d+)?)([^\d.]*)$/;
const DURATION_UNITS = new Set(["ns", "us", "ms", "s", "m", "h", "d"]);

/**
 * A swept parameter for the page, from the texts of its axis and of all trials. Texts of one unit, and durations, are
 * numbers; others are words, which keep their order.
 */
export function parameterData(
  name: string,
  texts: readonly string[],
  kind: "listed" | "drawn",
): ParameterData {
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
    values,
    numbers,
    ...levelsOf(values, numbers, kind),
  };
}

function words(name: string, values: readonly string[]): ParameterData {
  const places = values.map((_, i) => i);
  return {
    name,
    unit: "",
    ordered: false,
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
  return { unit: "s", numbers: texts.map((text) => parseDuration(text, "parameter") / 1e9) };
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
    return `${values[first]!} to ${values[last]!}`;
  });
  return { levels, levelOf };
}
