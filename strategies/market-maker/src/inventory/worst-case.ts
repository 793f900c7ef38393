import type { Instrument, Order, PositionView, RiskLook } from "@mexoms/core";
import type { InventoryLook } from "../pipeline/inventory-look.ts";

/**
 * What each side may still open if the worst comes true: that every open order of the instrument is
 * filled, on whatever account, also one that is not answered yet or whose cancel is under way. The
 * tighter of maxInventory and the run's risk limits wins.
 */
export class WorstCase {
  readonly #position: PositionView;
  readonly #open: readonly Order[];
  readonly #maxLots: number;
  readonly #instrument: Instrument;
  readonly #risk: RiskLook;

  /** `open` is the living list of open orders. */
  constructor(options: {
    readonly position: PositionView;
    readonly open: readonly Order[];
    readonly maxLots: number;
    readonly instrument: Instrument;
    readonly risk: RiskLook;
  }) {
    this.#position = options.position;
    this.#open = options.open;
    this.#maxLots = options.maxLots;
    this.#instrument = options.instrument;
    this.#risk = options.risk;
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
    inventory.halted = this.#risk.state === "halt";
    const { buyLots, sellLots } = this.#risk.headroom(this.#instrument);
    inventory.buyCapLots = capOf(this.#maxLots - this.#position.lots, buying + buyLots);
    inventory.sellCapLots = capOf(this.#maxLots + this.#position.lots, selling + sellLots);
    inventory.buyRoomLots = Math.max(0, inventory.buyCapLots - buying);
    inventory.sellRoomLots = Math.max(0, inventory.sellCapLots - selling);
  }
}

function capOf(byInventory: number, byRisk: number): number {
  return Math.max(0, Math.min(byInventory, byRisk));
}
