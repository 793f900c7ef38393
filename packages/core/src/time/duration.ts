import { Decimal } from "../numbers/decimal.ts";
import { ConfigError } from "../errors.ts";

const NS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["m", 60e9],
  ["h", 3600e9],
  ["d", 86400e9],
]);
const DURATION_TEXT = /^(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|d)$/;

/** Parses "250ms", "1.5s", "100us" into whole nanoseconds. Throws ConfigError naming `field`. */
export function parseDuration(text: string, field: string): number {
  const match = DURATION_TEXT.exec(text);
  if (!match) {
    throw new ConfigError(
      field,
      `"${text}" is not a duration with its unit, such as 250ms or 1.5s`,
    );
  }
  const ns = new Decimal(match[1]!).mul(NS_PER_UNIT.get(match[2]!)!);
  if (!ns.isInteger() || ns.gt(Number.MAX_SAFE_INTEGER)) {
    throw new ConfigError(field, `${text} is not a whole number of nanoseconds below 104 days`);
  }
  return ns.toNumber();
}

/** The shortest exact text of a duration: 250000000 gives "250ms". */
export function formatDuration(ns: number): string {
  let best = `${ns}ns`;
  for (const [unit, factor] of NS_PER_UNIT) {
    if (ns !== 0 && ns % factor === 0 && factor <= 1e9) best = `${ns / factor}${unit}`;
  }
  return best;
}
