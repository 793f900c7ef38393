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

/**
 * That a warm-up leaves time to trade on the first rung of a search by halving, which runs on a share of
 * the time that trials see. Throws ConfigError with a warm-up that does.
 */
export function checkRungWarmup(
  warmupNs: number,
  rung: { readonly share: number; readonly lengthNs: number },
): void {
  const { share, lengthNs } = rung;
  if (warmupNs < lengthNs) return;
  const part = `the first ${+(share * 100).toFixed(1)} % of the time`;
  throw new ConfigError(
    "warmup",
    `${readable(warmupNs)} is not shorter than the first rung of halving, which is ${part}, ` +
      `${readable(lengthNs)}: give a shorter one, for example ${half(lengthNs)}, or no halving`,
  );
}

/** Half of a length, as round as it can be. */
function half(ns: number): string {
  const unit = [SECOND_NS, MS_NS, 1].find((each) => ns >= 2 * each) ?? 1;
  return formatDuration(Math.floor(ns / 2 / unit) * unit);
}

/** To the millisecond where it is longer than a second: the exact one is hard to read. */
function readable(ns: number): string {
  if (!Number.isSafeInteger(ns) || ns < 0) return `${ns}ns`;
  return formatDuration(ns < SECOND_NS ? ns : Math.floor(ns / MS_NS) * MS_NS);
}
