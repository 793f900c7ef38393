/** The rung of the rebalancing ladder that inventory has reached. */
export type RebalanceStep = "none" | "skew" | "join" | "chase" | "slice" | "hedge";

/** Stage 3: what is held, what it does to prices and sizes, and how much more may be held. */
export class InventoryLook {
  /** What this run bought less what it sold, signed: + is long. The hard cap holds on it. */
  positionLots = 0;
  /** What counts as inventory: the position and its hedge, or the coins that the account has in all. */
  heldLots = 0;
  targetLots = 0;
  /** (held - target) / range, from -1 to 1. */
  share = 0;
  /** Added to the fair value: below zero when long. */
  shiftTicks = 0;
  /** Factors on the sizes of bids and asks. */
  buyFactor = 1;
  sellFactor = 1;
  /** Most lots that may be open on each side: with all of them filled the cap is reached. */
  buyCapLots = 0;
  sellCapLots = 0;
  /**
   * Lots that may still be opened on each side with every open order counted as filled, also those
   * whose cancel is not acknowledged.
   */
  buyRoomLots = 0;
  sellRoomLots = 0;
  step: RebalanceStep = "none";
  /** Ticks nearer to the other side than the touch where the reducing quote stands: of "chase". */
  chaseTicks = 0;
  /** What the step has cost in its window, and may cost, in bps of the value of the range. */
  stepSpentBps = 0;
  stepBudgetBps = 0;
}
