import { ConfigError } from "@mexoms/core";

/** Reads a whole number of at least `least`. Throws ConfigError naming `flag` for anything else. */
export function wholeNumber(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= least) return value;
  throw new ConfigError(
    flag,
    `"${text}" is not a whole number from ${least} with at most 15 digits, for example 7`,
  );
}
