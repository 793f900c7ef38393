import { ConfigError, Decimal } from "@mexoms/core";
import { BUY } from "@mexoms/core/internal";
import type { MarketFacts } from "./market-rules.ts";
import type { PriceBandSpec } from "./venue-rules.ts";

const MILLION = 1_000_000;

/**
 * Prices that a venue takes: between multiples of the middle of its book. Venues take the mark price
 * or an average; the middle stands for both. While a side of the book is empty there is no band.
 */
export class PriceBand {
  readonly adjusts: boolean;
  // Multiples in millionths, by side.
  readonly #up: readonly [bigint, bigint];
  readonly #down: readonly [bigint, bigint];

  /** Throws ConfigError that names the field. */
  constructor(spec: PriceBandSpec, field: string) {
    this.adjusts = spec.breach === "adjust";
    this.#up = [
      millionths(spec.buyUp, `${field} buyUp`),
      millionths(spec.sellUp, `${field} sellUp`),
    ];
    this.#down = [
      millionths(spec.buyDown, `${field} buyDown`),
      millionths(spec.sellDown, `${field} sellDown`),
    ];
  }

  /** The price nearest to `ticks` that lies in the band of its side. */
  nearest(side: number, ticks: number, facts: MarketFacts): number {
    const twiceMid = BigInt(facts.bidTicks + facts.askTicks);
    if (facts.bidTicks === 0 || facts.askTicks === 0) return ticks;
    const index = side === BUY ? 0 : 1;
    const above = (twiceMid * this.#up[index]) / BigInt(2 * MILLION);
    const belowTimes = twiceMid * this.#down[index];
    const below = (belowTimes + BigInt(2 * MILLION - 1)) / BigInt(2 * MILLION);
    return Math.min(Math.max(ticks, Number(below)), Number(above));
  }
}

function millionths(text: string, field: string): bigint {
  const units = /^\d+(\.\d+)?$/.test(text) ? new Decimal(text).mul(MILLION) : undefined;
  if (units?.isInteger() !== true) {
    throw new ConfigError(field, `"${text}" is not a multiple of the middle price, such as 1.05`);
  }
  return BigInt(units.toFixed());
}
