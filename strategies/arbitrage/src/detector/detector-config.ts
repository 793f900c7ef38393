import { ConfigError, Decimal, Rate } from "@mexoms/core";
import type { OpportunityKind } from "./opportunity.ts";

/** What makes an opportunity. Nothing has a silent default; `detectorParams` has the usual values. */
export interface DetectorConfig {
  readonly kinds: readonly OpportunityKind[];
  /** Currencies that count as one, "USDT=USDC": they are never taken to be equal unasked. */
  readonly equivalents: readonly string[];
  /** Least profit after all fees, of what is paid, for deals that are over once both legs are done. */
  readonly minNet: Rate;
  /**
   * Least profit to open a position in a perpetual against another market, after the fees of its
   * entry and of its exit; and to close it again, after the fees of the exit, which may be negative.
   */
  readonly basisOpen: Rate;
  readonly basisClose: Rate;
  /** The most that one deal may cost, by currency: "10000" USDT. Other currencies are not dealt in. */
  readonly maxValue: Readonly<Record<string, string>>;
  /** A book that has not changed for longer is not looked at. */
  readonly maxAgeNs: number;
  /** The most that the exchange times of the books may be apart, where they are known. */
  readonly maxSkewNs: number;
  /** An edge must have been there for both: so long, and in so many looks (1: at once). */
  readonly minEdgeNs: number;
  readonly minEdgeLooks: number;
  /** The reserve against the legs' risk is this times sigma * sqrt(latency); 0 is none. */
  readonly reserveFactor: number;
  /** Basis points per square root of a second, for all markets; undefined: measured from each book. */
  readonly sigmaBps: number | undefined;
  /** Half-life of the measured variance. */
  readonly sigmaHalfLifeNs: number;
  /** No deal in a pair or a cycle for so long after one was taken. */
  readonly cooldownNs: number;
  /** Levels of each book that a walk may use, 1 to 1000. */
  readonly levels: number;
}

/** Throws ConfigError naming the first field that cannot be. */
export function checkConfig(config: DetectorConfig): void {
  if (config.kinds.length === 0) {
    throw new ConfigError("kinds", "needs at least one, for example cross-venue");
  }
  for (const field of ["maxAgeNs", "maxSkewNs", "sigmaHalfLifeNs"] as const) {
    if (!(config[field] > 0)) throw new ConfigError(field, "must be above zero, such as 1e9");
  }
  for (const field of ["minEdgeNs", "cooldownNs", "reserveFactor"] as const) {
    if (!(config[field] >= 0)) throw new ConfigError(field, "must not be negative");
  }
  if (config.sigmaBps !== undefined && !(config.sigmaBps >= 0)) {
    throw new ConfigError("sigmaBps", "must not be negative");
  }
  if (!Number.isSafeInteger(config.minEdgeLooks) || config.minEdgeLooks < 1) {
    throw new ConfigError("minEdgeLooks", `${config.minEdgeLooks} is not a whole number from 1`);
  }
  if (!Number.isSafeInteger(config.levels) || config.levels < 1 || config.levels > 1000) {
    throw new ConfigError("levels", `${config.levels} is not a whole number from 1 to 1000`);
  }
  for (const [currency, text] of Object.entries(config.maxValue)) {
    if (!/^\d+(\.\d+)?$/.test(text) || new Decimal(text).isZero()) {
      throw new ConfigError(`maxValue ${currency}`, `"${text}" is not an amount such as 10000`);
    }
  }
}

/** Names each currency by the first one that it counts as. */
export class Equivalents {
  readonly #first: ReadonlyMap<string, string>;

  /** Throws ConfigError for a text that is not of the form "USDT=USDC". */
  constructor(texts: readonly string[]) {
    const first = new Map<string, string>();
    for (const text of texts) {
      const names = text.split("=");
      if (names.length < 2 || names.some((name) => !/^[A-Z0-9]+$/i.test(name))) {
        throw new ConfigError("equivalents", `"${text}" is not of the form USDT=USDC`);
      }
      const group = names.map((name) => first.get(name) ?? name);
      const one = group[0]!;
      for (const [name, named] of first) if (group.includes(named)) first.set(name, one);
      for (const name of names) first.set(name, one);
    }
    this.#first = first;
  }

  of(currency: string): string {
    return this.#first.get(currency) ?? currency;
  }
}
