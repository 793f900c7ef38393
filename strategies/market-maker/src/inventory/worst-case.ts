import type { Order, PositionView } from "@mexoms/core";
import type { InventoryLook } from "../pipeline/inventory-look.ts";

/**
 * What each side may still open if the worst comes true: that every open order of the instrument is
 * filled, on whatever account, also one that is not answered yet or whose cancel is under way.
 */
export class WorstCase {
  readonly #position: PositionView;
  readonly #open: readonly Order[];
  readonly #maxLots: number;

  /** `open` is the living list of open orders. */
  constructor(options: {
    readonly position: PositionView;
    readonly open: readonly Order[];
    readonly maxLots: number;
  }) {
    this.#position = options.position;
    this.#open = options.open;
    this.#maxLots = options.maxLots;
  }

  look(inventory: InventoryLook): void {
    let buying = 0;
    let selling = 0;
    for (let i = 0; i < this.#open.length; i++) {
      const { side, leavesLots } = this.#open[i]!;
      if (side === "buy") buying += leavesLots;
      else selling += leavesLots;
    }
    inventory.positionLots = this.#position.lots;
    inventory.buyCapLots = Math.max(0, this.#maxLots - this.#position.lots);
    inventory.sellCapLots = Math.max(0, this.#maxLots + this.#position.lots);
    inventory.buyRoomLots = Math.max(0, inventory.buyCapLots - buying);
    inventory.sellRoomLots = Math.max(0, inventory.sellCapLots - selling);
  }
}
