import { ConfigError, formatDuration } from "@mexoms/core";

/** The length of a warm-up, which must leave time to trade. Throws ConfigError. */
export function checkedWarmup(warmupNs: number, lengthNs: number): number {
  if (Number.isSafeInteger(warmupNs) && warmupNs >= 0 && warmupNs < lengthNs) return warmupNs;
  const data = formatDuration(lengthNs);
  throw new ConfigError("warmup", `${warmupNs} ns is not shorter than the data, which is ${data}`);
}
