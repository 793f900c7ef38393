import { naturalExp, naturalLog1p } from "@mexoms/core";
import { checkFinite, checkNotNegative, checkPositive } from "./checks.ts";

/** Below this ln(1 + u) is u to the last bit, and 1 / u is still finite. */
const SMALLEST = 1e-300;

/** In the units of the papers: prices in money, inventory in units, time in any unit that goes together. */
export interface GlftInputs {
  /** Risk aversion, 1 / money. */
  readonly gamma: number;
  /** gamma of the papers' model A; 0 is their model B, the limit. */
  readonly xi: number;
  /** Fills at the mid for each unit of time, on one side. */
  readonly A: number;
  /** Decay of the fill rate, 1 / price. */
  readonly k: number;
  /** Size of a quote, units. */
  readonly delta: number;
  /** Price per square root of time. */
  readonly sigma: number;
}

/** Constants of the quotes: half-spread without inventory, and what a unit of inventory adds. */
export interface GlftConstants {
  readonly c1: number;
  readonly c2: number;
  readonly half: number;
  readonly skew: number;
}

/** Distances from the mid; infinite on a side that is not quoted. */
export interface GlftDistances {
  readonly deltaBid: number;
  readonly deltaAsk: number;
}

/** ln(1 + xi * delta / k) / (xi * delta); 1 / k where that is nothing beside 1. */
export function glftC1(xi: number, k: number, delta: number): number {
  const u = (xi * delta) / k;
  return u < SMALLEST ? 1 / k : naturalLog1p(u) / u / k;
}

/** sqrt(gamma / (2 A delta k) * (1 + u)^(1/u + 1)) with u = xi * delta / k. */
export function glftC2(gamma: number, xi: number, A: number, k: number, delta: number): number {
  const u = (xi * delta) / k;
  // The power tends to e. As an exponential of a logarithm it keeps its digits for any u.
  const power = u < SMALLEST ? Math.E : naturalExp((1 / u + 1) * naturalLog1p(u));
  return Math.sqrt((gamma / (2 * A * delta * k)) * power);
}

/**
 * Constants of Gueant, Lehalle and Fernandez-Tapia, Dealing with the inventory risk (2013), in the
 * closed form of Gueant, Optimal market making (2017), equations 4.6 and 4.7. Throws ConfigError for
 * a parameter out of range.
 */
export function glft(inputs: GlftInputs): GlftConstants {
  const { gamma, xi, A, k, delta, sigma } = inputs;
  checkNotNegative(gamma, "gamma");
  checkNotNegative(xi, "xi");
  checkPositive(A, "A");
  checkPositive(k, "k");
  checkPositive(delta, "delta");
  checkNotNegative(sigma, "sigma");
  const c1 = glftC1(xi, k, delta);
  const c2 = glftC2(gamma, xi, A, k, delta);
  return { c1, c2, half: c1 + (delta / 2) * sigma * c2, skew: sigma * c2 };
}

/**
 * Distances of bid and ask from the mid with an inventory. With a maximum the inventory counts up to
 * that, and the side that would go beyond it is not quoted: its distance is infinite.
 */
export function glftQuotes(
  inputs: GlftInputs & { readonly inventory: number; readonly maxInventory?: number },
): GlftDistances {
  const { half, skew } = glft(inputs);
  const most = inputs.maxInventory ?? Number.POSITIVE_INFINITY;
  checkFinite(inputs.inventory, "inventory");
  if (inputs.maxInventory !== undefined) checkPositive(most, "maxInventory");
  const inventory = Math.max(-most, Math.min(most, inputs.inventory));
  return {
    deltaBid: inventory >= most ? Number.POSITIVE_INFINITY : half + skew * inventory,
    deltaAsk: inventory <= -most ? Number.POSITIVE_INFINITY : half - skew * inventory,
  };
}
