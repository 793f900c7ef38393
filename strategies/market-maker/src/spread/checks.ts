import { ConfigError } from "@mexoms/core";

/** Throws ConfigError naming `field` unless the value is a finite number above zero. */
export function checkPositive(value: number, field: string): void {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw new ConfigError(field, `${value} is not a number above zero, for example 0.1`);
}

/** As checkPositive, but zero will do. */
export function checkNotNegative(value: number, field: string): void {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return;
  throw new ConfigError(field, `${value} is not a number of zero or more, for example 0.1`);
}

/** Throws ConfigError naming `field` unless the value is finite. */
export function checkFinite(value: number, field: string): void {
  if (Number.isFinite(value)) return;
  throw new ConfigError(field, `${value} is not a finite number, for example 3`);
}
