import type { InventorySheet } from "@mexoms/sim/engine";
import type { Html } from "../html.ts";
import { block, figureList } from "./blocks.ts";
import { NO_POSITION } from "./reasons.ts";
import { amount, duration, quantity, ratio, share } from "./values.ts";

export interface InventoryUnits {
  readonly sizeUnit: string;
  readonly settle: string;
}

/** How much was held, for how long, and what getting rid of it cost. */
export function inventoryBlock(
  inventory: InventorySheet,
  at: string,
  { sizeUnit, settle }: InventoryUnits,
): Html {
  const { meanAbsQty, maxAbsQty, halfLifeNs } = inventory;
  return block(
    "Inventory",
    figureList([
      { term: "meanAbsQty", value: quantity(`${at}.meanAbsQty`, meanAbsQty, sizeUnit) },
      { term: "maxAbsQty", value: quantity(`${at}.maxAbsQty`, maxAbsQty, sizeUnit) },
      { term: "atMax", value: share(`${at}.atMax`, inventory.atMax, "") },
      {
        term: "halfLife",
        value: duration(`${at}.halfLifeNs`, halfLifeNs, "too short, or does not fall"),
      },
      {
        term: "inventoryInterval",
        value: duration(`${at}.intervalNs`, inventory.intervalNs, ""),
      },
      {
        term: "turnsPerDay",
        value: ratio(`${at}.turnsPerDay`, inventory.turnsPerDay, NO_POSITION),
      },
      {
        term: "rebalancingCost",
        value: amount(`${at}.rebalancingCost`, inventory.rebalancingCost, settle),
      },
    ]),
  );
}
