import type { Instrument, LevelWalk, Side } from "@mexoms/core";
import type { FeeRates } from "../executor/universe.ts";

/** What lots would be hedged at, and what the book shows in all within some levels. */
export class HedgeWalk {
  lots = 0;
  averageTicks: number = Number.NaN;
  shownLots = 0;
  readonly #walk: LevelWalk;
  readonly #levels: number;

  constructor(walk: LevelWalk, levels: number) {
    this.#walk = walk;
    this.#levels = levels;
  }

  /** Looks at the book as it is now. */
  look(lots: number): void {
    const walk = this.#walk;
    let left = lots;
    let value = 0;
    this.shownLots = 0;
    walk.restart();
    for (let level = 0; level < this.#levels && walk.next(); level++) {
      const taken = Math.min(left, walk.qtyLots);
      value += taken * walk.priceTicks;
      left -= taken;
      this.shownLots += walk.qtyLots;
    }
    this.lots = lots - left;
    this.averageTicks = value / this.lots;
  }
}

/**
 * What a price of the hedge, in ticks of one instrument, is multiplied by to give the price of a quote
 * in ticks of another that earns `profit` (0.001 is 10 bps) after both fees.
 */
export function quoteRatio(of: {
  readonly side: Side;
  readonly maker: Instrument;
  readonly taker: Instrument;
  readonly profit: number;
  readonly feeRate: FeeRates;
}): number {
  const { side, maker, taker, profit, feeRate } = of;
  const makerFee = feeRate(maker, "maker").fraction;
  const takerFee = feeRate(taker, "taker").fraction;
  const ticks = taker.tick.float(1) / maker.tick.float(1);
  return side === "buy"
    ? (ticks * (1 - takerFee)) / ((1 + makerFee) * (1 + profit))
    : (ticks * (1 + takerFee) * (1 + profit)) / (1 - makerFee);
}

/**
 * The price of a quote in whole ticks, rounded to the side that earns more: it is bought at or below
 * it, or sold at or above it. NaN without a price to hedge at.
 */
export function quoteTicks(side: Side, hedgeTicks: number, ratio: number): number {
  return side === "buy" ? Math.floor(hedgeTicks * ratio) : Math.ceil(hedgeTicks * ratio);
}
