import type { Instrument, LevelWalk, Side } from "@mexoms/core";

/** What a walk through the hedging book gives for a size. */
export interface HedgeValue {
  /** Lots that were found, at most those asked for. */
  readonly lots: number;
  /** Average price in ticks: a signal. NaN without lots. */
  readonly averageTicks: number;
}

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
 * The price at which a quote earns `profit` after both fees if it is hedged at `hedgeTicks` of
 * another instrument, in whole ticks of its own, rounded to the side that earns more. A quote is
 * bought at or below it, or sold at or above it.
 */
export function makerTicks(of: {
  readonly side: Side;
  readonly maker: Instrument;
  readonly taker: Instrument;
  readonly hedgeTicks: number;
  /** A proportion: 0.001 is 10 bps. */
  readonly profit: number;
}): number {
  const { side, maker, taker, hedgeTicks, profit } = of;
  const price = taker.tick.float(hedgeTicks);
  const [makerFee, takerFee] = [maker.makerFee.fraction, taker.takerFee.fraction];
  const tick = maker.tick.float(1);
  if (side === "buy") {
    return Math.floor((price * (1 - takerFee)) / ((1 + makerFee) * (1 + profit)) / tick);
  }
  return Math.ceil((price * (1 + takerFee) * (1 + profit)) / (1 - makerFee) / tick);
}
