import { ConfigError, formatDuration } from "@mexoms/core";
import type { LatencyModel } from "./latency-model.ts";

/** The same latency always. Whole nanoseconds, not negative. */
export function constantLatency(latency: { entryNs: number; responseNs: number }): LatencyModel {
  const { entryNs, responseNs } = latency;
  for (const [field, ns] of Object.entries(latency)) {
    if (!Number.isSafeInteger(ns) || ns < 0) {
      throw new ConfigError(`latency ${field}`, `${ns} is not a whole number of nanoseconds >= 0`);
    }
  }
  return {
    name: `constant entry ${formatDuration(entryNs)} response ${formatDuration(responseNs)}`,
    from: () => ({ entryNs: () => entryNs, responseNs: () => responseNs }),
  };
}
