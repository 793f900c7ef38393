/** The rung of the rebalancing ladder that inventory has reached. */
export type RebalanceStep = "none" | "skew" | "join" | "chase" | "slice" | "hedge";

/** Stage 3: what is held, what it does to prices and sizes, and how much more may be held. */
export class InventoryLook {
  /** Signed; + is long. */
  positionLots = 0;
  targetLots = 0;
  /** (position - target) / range, from -1 to 1. */
  share = 0;
  /** Added to the fair value: below zero when long. */
  shiftTicks = 0;
  /** Factors on the sizes of bids and asks. */
  buyFactor = 1;
  sellFactor = 1;
  /** Lots that may still be opened on each side with every open order counted as filled. */
  buyRoomLots = 0;
  sellRoomLots = 0;
  step: RebalanceStep = "none";
}
