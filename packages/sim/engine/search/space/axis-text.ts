import { ConfigError, Decimal, type Param } from "@mexoms/core";
import type { Axis } from "../search-space.ts";
import { formatMeasure, type Measure, readMeasure } from "./measure.ts";
import { rangeAxis } from "./range-axis.ts";
import { valueAxis } from "./value-axis.ts";

/** What is known of a parameter that is swept. */
export interface SweptParam {
  readonly name: string;
  readonly param: Param<unknown>;
  /** Throws a ConfigError when the declaration refuses a value. */
  readonly check: (text: string) => void;
  /** See `Range`. */
  readonly grain: Decimal;
}

/** Values of one parameter. */
const VALUES_MAX = 10_000;
const NUMBERS = new Set(["bps", "distance", "quantity", "amount", "duration", "count", "factor"]);

/** Whether values of a kind of parameter are numbers, with ranges. */
export function isNumeric(kind: string): boolean {
  return NUMBERS.has(kind);
}

/** Reads "1,3,5", "1bps:20bps:1bps", "100ms:2s:log", "0:1" or "*". Throws ConfigError. */
export function parseAxis(swept: SweptParam, text: string): Axis {
  const { name, param } = swept;
  if (text.trim() === "") throw new ConfigError(name, `no values; for example ${exampleOf(param)}`);
  if (text.trim() === "*") return wholeAxis(swept);
  if (!isNumeric(param.kind)) return wordAxis(swept, text);
  if (!text.includes(":")) return listAxis(swept, text);
  if (text.includes(",")) {
    throw refused(swept, text, "is a list and a range at once; give one of them");
  }
  const parts = text.split(":").map((part) => part.trim());
  if (parts.length > 3) throw refused(swept, text, "has too many colons");
  const [from, to, third] = parts;
  const [low, high] = [end(swept, text, from!), end(swept, text, to!)];
  if (low.unit !== high.unit) throw refused(swept, text, "has ends of different units");
  if (low.amount.gt(high.amount)) {
    throw new ConfigError(name, `"${text}" goes backwards; its ends are ${to!}:${from!}`);
  }
  if (low.amount.eq(high.amount)) {
    throw new ConfigError(name, `"${text}" is one value; give it as ${name}=${from!}, not swept`);
  }
  if (third === "log") return logAxis(swept, text, low, high);
  if (third !== undefined) return stepAxis(swept, text, low, high, stepOf(swept, text, third));
  if (param.kind === "count") return stepAxis(swept, text, low, high, new Decimal(1));
  return rangeAxis(name, { ...range(low, high), log: false, grain: swept.grain });
}

function range(low: Measure, high: Measure): { low: Decimal; high: Decimal; unit: string } {
  return { low: low.amount, high: high.amount, unit: low.unit };
}

function refused({ name, param }: SweptParam, text: string, problem: string): ConfigError {
  return new ConfigError(name, `"${text}" ${problem}; for example ${exampleOf(param)}`);
}

/** Valid ranges for a kind, with its units. */
function exampleOf(param: Param<unknown>): string {
  switch (param.kind) {
    case "bps":
    case "distance":
      return "1bps:20bps:1bps";
    case "duration":
      return "100ms:2s:log";
    case "quantity":
      return "0.01BTC:0.1BTC:0.01BTC";
    case "amount":
      return "1000USDT:5000USDT:1000USDT";
    case "count":
      return "1,3,5 or 1:10:1";
    case "factor":
      return "0:1:0.1";
    case "flag":
      return "true,false";
    case "instruments":
      return "all;none";
    default:
      return param.kind.includes("|") ? param.kind.replaceAll("|", ",") : param.example;
  }
}

/** The end of a range, which is a value of the parameter. */
function end(swept: SweptParam, text: string, part: string): Measure {
  if (part === "") throw refused(swept, text, "lacks an end");
  swept.check(part);
  const measure = readMeasure(part);
  if (measure === undefined) throw refused(swept, text, `has an end that is no number, "${part}",`);
  return measure;
}

function stepOf(swept: SweptParam, text: string, part: string): Measure {
  const measure = readMeasure(part);
  if (measure === undefined) {
    throw refused(swept, text, `has "${part}" where a step or the word log can stand`);
  }
  return measure;
}

function stepAxis(
  swept: SweptParam,
  text: string,
  low: Measure,
  high: Measure,
  given: Measure | Decimal,
): Axis {
  const { amount: step, unit } =
    given instanceof Decimal ? { amount: given, unit: low.unit } : given;
  if (unit !== low.unit) throw refused(swept, text, "has a step of another unit than its ends");
  if (step.lte(0)) throw refused(swept, text, "has a step that is not above zero");
  const count = high.amount.sub(low.amount).div(step).floor().add(1);
  if (count.gt(VALUES_MAX)) {
    const most = `at most ${VALUES_MAX} values are possible, take a larger step`;
    throw refused(swept, text, `has ${count.toFixed()} values; ${most}`);
  }
  const values = Array.from({ length: count.toNumber() }, (_, i) =>
    formatMeasure({ amount: low.amount.add(step.mul(i)), unit }),
  );
  return checkedValues(swept, text, values, true);
}

function logAxis(swept: SweptParam, text: string, low: Measure, high: Measure): Axis {
  if (low.amount.lte(0)) throw refused(swept, text, "cannot be spaced by log: it starts at zero");
  return rangeAxis(swept.name, { ...range(low, high), log: true, grain: swept.grain });
}

function listAxis(swept: SweptParam, text: string): Axis {
  const texts = pieces(swept, text, ",");
  for (const each of texts) swept.check(each);
  const measures = texts.map((each) => readMeasure(each));
  const first = measures[0];
  // Distances may be in ticks and in bps: no order is known of these.
  const ordered = measures.every((each) => each !== undefined && each.unit === first?.unit);
  const sorted = ordered ? measures.toSorted((a, b) => a!.amount.cmp(b!.amount)) : measures;
  const values = sorted.map((each, i) => (each === undefined ? texts[i]! : formatMeasure(each)));
  return checkedValues(swept, text, values, ordered);
}

function wordAxis(swept: SweptParam, text: string): Axis {
  // Instruments have commas and colons in their texts.
  const separator = swept.param.kind === "instruments" ? ";" : ",";
  return checkedValues(swept, text, pieces(swept, text, separator), false);
}

function wholeAxis(swept: SweptParam): Axis {
  const { name, param } = swept;
  if (param.kind === "flag") return checkedValues(swept, "*", ["false", "true"], false);
  if (param.kind.includes("|")) return checkedValues(swept, "*", param.kind.split("|"), false);
  if (param.min !== undefined && param.max !== undefined) {
    return parseAxis(swept, `${param.min}:${param.max}`);
  }
  const why = isNumeric(param.kind)
    ? "the strategy declares no range of this parameter"
    : "values of this kind must be listed";
  throw new ConfigError(name, `"*" cannot be used: ${why}; for example ${exampleOf(param)}`);
}

function pieces(swept: SweptParam, text: string, separator: string): string[] {
  const texts = text.split(separator).map((piece) => piece.trim());
  if (texts.includes("")) throw refused(swept, text, "has an empty value");
  return texts;
}

function checkedValues(
  swept: SweptParam,
  text: string,
  values: readonly string[],
  ordered: boolean,
): Axis {
  const { name } = swept;
  if (values.length > VALUES_MAX) {
    throw refused(swept, text, `has ${values.length} values, at most ${VALUES_MAX} are possible`);
  }
  for (const value of values) checkWithin(swept, text, value);
  if (values.length === 1) {
    throw new ConfigError(
      name,
      `"${text}" is the one value ${values[0]!}; give it as ${name}=${values[0]!}, not swept`,
    );
  }
  const seen = new Set<string>();
  const twice = values.find((value) => seen.size === seen.add(value).size);
  if (twice !== undefined) throw refused(swept, text, `has ${twice} twice`);
  return valueAxis(name, values, ordered);
}

/** A value that a range leads to is refused with the range. */
function checkWithin(swept: SweptParam, text: string, value: string): void {
  try {
    swept.check(value);
  } catch (error) {
    if (!(error instanceof ConfigError) || text.split(/[,;]/).length > 1) throw error;
    const problem = error.message.slice(error.field.length + 2);
    throw new ConfigError(swept.name, `"${text}" leads to ${value}: ${problem}`);
  }
}
