import type { Instrument } from "../instrument/instrument.ts";

/** Decimals that values of inverse contracts are kept to; each is rounded once, half up. */
export const INVERSE_DECIMALS = 18;

/** Inverse contracts: contract * lots / (ticks / divisor) in 10^-18 of the base coin. */
export function inverseValue(
  { tick, lot, contractSize }: Instrument,
  lots: number,
  ticks: number,
  divisor: number,
): bigint {
  const shift = INVERSE_DECIMALS + tick.decimals - lot.decimals - contractSize.decimals;
  let above = BigInt(lots) * BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
  let below = BigInt(ticks) * BigInt(tick.mantissa);
  above *= BigInt(divisor) * 10n ** BigInt(Math.max(0, shift));
  below *= 10n ** BigInt(Math.max(0, -shift));
  return (2n * above + below) / (2n * below);
}
