/**
 * Stage 2: how far from the fair value to quote. halfTicks = the largest of (base + toxicity +
 * depth) and the fee floor, within the minimum and maximum half-spread.
 */
export class SpreadLook {
  /** Volatility in ticks per square root of a second; NaN while it is not known. */
  sigmaTicks: number = Number.NaN;
  /** Half-spread of the model. */
  baseTicks = 0;
  /** What the model shifts quotes by for each lot of inventory; NaN leaves it to the inventory manager. */
  shiftPerLotTicks: number = Number.NaN;
  /** Wider because flow has been toxic. */
  toxicityTicks = 0;
  /** Wider because the book is thin. */
  depthTicks = 0;
  /** The least that covers the maker fee, the expected adverse selection and the margin. */
  feeFloorTicks = 0;
  /** What counted in the end. */
  halfTicks = 0;
  limitedBy: "none" | "fee-floor" | "min-spread" | "max-spread" = "none";
  /** Why the model has nothing to say ("" when it does): then nothing is quoted. */
  problem = "";
}
