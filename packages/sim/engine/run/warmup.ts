import { ConfigError, formatDuration } from "@mexoms/core";

const MS_NS = 1e6;
const SECOND_NS = 1e9;

/** The length of a warm-up, which must leave time to trade. Throws ConfigError. */
export function checkedWarmup(warmupNs: number, lengthNs: number): number {
  if (Number.isSafeInteger(warmupNs) && warmupNs >= 0 && warmupNs < lengthNs) return warmupNs;
  const data = readable(lengthNs);
  throw new ConfigError(
    "warmup",
    `${readable(warmupNs)} is not shorter than the data, which is ${data}`,
  );
}

/** To the millisecond where it is longer than a second: the exact one is hard to read. */
function readable(ns: number): string {
  if (!Number.isSafeInteger(ns) || ns < 0) return `${ns}ns`;
  return formatDuration(ns < SECOND_NS ? ns : Math.floor(ns / MS_NS) * MS_NS);
}
