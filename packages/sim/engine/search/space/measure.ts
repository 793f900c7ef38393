import { Decimal, formatDuration, parseDuration } from "@mexoms/core";

/** A number with its unit: bps (also for %), ticks, ns (for every duration), a currency, or none. */
export interface Measure {
  readonly amount: Decimal;
  readonly unit: string;
}

const MEASURE_TEXT = /^(-?\d+(?:\.\d+)?)(%|[A-Za-z][A-Za-z0-9]*)?$/;
const DURATION_UNITS = new Set(["ns", "us", "ms", "s", "m", "h", "d"]);

/** What a text such as "5bps", "0.2%", "250ms", "0.01BTC" or "3" says; undefined when it is no number. */
export function readMeasure(text: string): Measure | undefined {
  const match = MEASURE_TEXT.exec(text);
  if (!match) return undefined;
  const amount = new Decimal(match[1]!);
  const unit = match[2] ?? "";
  if (unit === "%") return { amount: amount.mul(100), unit: "bps" };
  if (unit === "tick") return { amount, unit: "ticks" };
  if (!DURATION_UNITS.has(unit)) return { amount, unit };
  return { amount: amount.mul(parseDuration(`1${unit}`, "unit")), unit: "ns" };
}

/** The one text of a measure: equal measures have equal texts, however they were given. */
export function formatMeasure({ amount, unit }: Measure): string {
  if (unit === "ns" && amount.isInteger() && amount.gte(0) && amount.lte(Number.MAX_SAFE_INTEGER)) {
    return formatDuration(amount.toNumber());
  }
  return `${amount.isZero() ? "0" : amount.toFixed()}${unit}`;
}

/** A value of a parameter as the axes of a space write it: "900ms" for "0.9s", "5bps" for "0.05%". */
export function canonicalValue(text: string): string {
  const measure = readMeasure(text);
  return measure === undefined ? text : formatMeasure(measure);
}
