import { naturalExp, type Trade } from "@mexoms/core";

/** Weight of the newest run of trades. */
const NEW_WEIGHT = 1 / 16;

/**
 * How much trades at a price of one side before the price moves on: an average over runs of trades
 * at one price. Orders behind x lots are then filled before a move with chance exp(-x / average).
 */
export class TradeFlow {
  /** NaN until the first run is over. */
  averageLots: number = Number.NaN;
  #priceTicks = 0;
  #runLots = 0;

  trade({ priceTicks, qtyLots }: Trade): void {
    if (priceTicks === this.#priceTicks) {
      this.#runLots += qtyLots;
      return;
    }
    if (this.#runLots > 0) {
      const known = this.averageLots;
      this.averageLots = known > 0 ? known + (this.#runLots - known) * NEW_WEIGHT : this.#runLots;
    }
    this.#priceTicks = priceTicks;
    this.#runLots = qtyLots;
  }

  /** Chance that an order with so much ahead is reached before the price moves; 0 when not known. */
  chance(aheadLots: number): number {
    return this.averageLots > 0 ? naturalExp(-aheadLots / this.averageLots) : 0;
  }
}
