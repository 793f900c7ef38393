import { ConfigError } from "@mexoms/core";

export const TRIALS_MAX = 1_000_000;

/** Throws ConfigError when a number of trials or the like is not a whole one from `min` to a million. */
export function checkCount(field: string, count: number, min = 1): void {
  if (isCount(count, min)) return;
  throw new ConfigError(field, `${count} is not a whole number from ${min} to ${TRIALS_MAX}`);
}

export function isCount(count: number, min = 1): boolean {
  return Number.isInteger(count) && count >= min && count <= TRIALS_MAX;
}
