import { checkFinite, checkNotNegative, checkPositive } from "./checks.ts";
import { glftC1 } from "./glft.ts";

/** In the units of the paper: prices in money, inventory in units, time in any unit that goes together. */
export interface AvellanedaStoikovInputs {
  readonly mid: number;
  /** Signed; + is long. */
  readonly inventory: number;
  /** Risk aversion, 1 / money. 0 is the limit of a trader without it. */
  readonly gamma: number;
  /** Price per square root of time. */
  readonly sigma: number;
  /** Decay of the fill rate, 1 / price. */
  readonly k: number;
  /** Time left. */
  readonly tau: number;
}

/** Prices of the paper. `spread` is from bid to ask, around the reservation price. */
export interface AvellanedaStoikovQuotes {
  readonly reservation: number;
  readonly spread: number;
  readonly bid: number;
  readonly ask: number;
}

/** gamma * sigma^2 * tau + (2 / gamma) * ln(1 + gamma / k); without risk aversion 2 / k. */
export function optimalSpread(gamma: number, sigma: number, k: number, tau: number): number {
  return gamma * sigma * sigma * tau + 2 * glftC1(gamma, k, 1);
}

/**
 * Quotes of Avellaneda and Stoikov, High-frequency trading in a limit order book (2008):
 * reservation = mid - inventory * gamma * sigma^2 * tau. Throws ConfigError for a parameter out of
 * range.
 */
export function avellanedaStoikov(inputs: AvellanedaStoikovInputs): AvellanedaStoikovQuotes {
  const { mid, inventory, gamma, sigma, k, tau } = inputs;
  checkFinite(mid, "mid");
  checkFinite(inventory, "inventory");
  checkNotNegative(gamma, "gamma");
  checkNotNegative(sigma, "sigma");
  checkPositive(k, "k");
  checkNotNegative(tau, "tau");
  const reservation = mid - inventory * gamma * sigma * sigma * tau;
  const spread = optimalSpread(gamma, sigma, k, tau);
  return { reservation, spread, bid: reservation - spread / 2, ask: reservation + spread / 2 };
}

/** What a trader wants of Avellaneda and Stoikov, instead of a gamma. */
export interface ShiftIntent {
  /** How far half the most inventory should shift the quotes, in price. */
  readonly shift: number;
  readonly maxInventory: number;
  readonly sigma: number;
  readonly tau: number;
}

/**
 * The gamma with which an inventory of maxInventory / 2 shifts the reservation price by `shift`:
 * shift / (maxInventory / 2 * sigma^2 * tau). Throws ConfigError for a parameter out of range.
 */
export function gammaForShift(intent: ShiftIntent): number {
  const { shift, maxInventory, sigma, tau } = intent;
  checkNotNegative(shift, "shift");
  checkPositive(maxInventory, "maxInventory");
  checkPositive(sigma, "sigma");
  checkPositive(tau, "tau");
  return shift / ((maxInventory / 2) * sigma * sigma * tau);
}
