import { ConfigError } from "@mexoms/core";
import type { Study } from "./study.ts";

const MOST_BARS = 1_000;
const MILLISECOND = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths that people read at a glance; no two neighbours are farther apart than 1 to 2.5. */
const ROUND_LENGTHS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * MILLISECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 4, 6, 12].map((n) => n * HOUR),
];
/** Shares are told apart to this many parts of the whole: the borders are the same on every machine. */
const PARTS = 1_000_000_000;

/**
 * A round length of a bar that cuts `lengthNs` into at most 1,000 and, unless it is shorter than half
 * a second or far longer than a decade, at least 400 bars.
 */
export function chooseBarNs(lengthNs: number): number {
  const least = lengthNs / MOST_BARS;
  return ROUND_LENGTHS.find((length) => length >= least) ?? Math.ceil(least / DAY) * DAY;
}

/** The end of a share of a study's time, exclusive, in nanoseconds since 1970. Throws ConfigError. */
export function shareEndNs(study: Pick<Study, "startNs" | "endNs">, share: number): bigint {
  const parts = Math.round(share * PARTS);
  if (!(parts >= 1 && share <= 1)) {
    throw new ConfigError("share", `${share} is not above 0 and at most 1, for example 0.25`);
  }
  const startNs = BigInt(study.startNs);
  return startNs + ((BigInt(study.endNs) - startNs) * BigInt(parts)) / BigInt(PARTS);
}

/** The number of bars of a share of a study's time; the last one may be shorter than the others. */
export function barCount(study: Pick<Study, "startNs" | "endNs" | "barNs">, share: number): number {
  const lengthNs = Number(shareEndNs(study, share) - BigInt(study.startNs));
  return Math.max(1, Math.ceil(lengthNs / study.barNs));
}
