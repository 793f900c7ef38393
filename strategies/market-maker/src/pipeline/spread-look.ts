/**
 * Stage 2: how far from the fair value to quote. halfTicks = the largest of (base + toxicity +
 * depth) and the fee floor, within the minimum and maximum half-spread.
 */
export class SpreadLook {
  /** Volatility in ticks per square root of a second; NaN while it is not known. */
  sigmaTicks: number = Number.NaN;
  /** Samples that it stands on; while they are too few it is the given start value, if any. */
  sigmaSamples = 0;
  sigmaIsStart = false;
  /** Half-spread of the model. */
  baseTicks = 0;
  /** What the model shifts quotes by for each lot of inventory; NaN leaves it to the inventory manager. */
  shiftPerLotTicks: number = Number.NaN;
  /** Risk aversion per tick and quote size that the model used; NaN for models without one. */
  gamma: number = Number.NaN;
  /** Fills a second on one side, d ticks from the mid: fillRate * exp(-fillDecay * d); NaN: not known. */
  fillRate: number = Number.NaN;
  fillDecay: number = Number.NaN;
  /** R squared of the last good fit, intervals and depths it stands on, and its age; NaN and 0: none. */
  fitR2: number = Number.NaN;
  fitSamples = 0;
  fitDepths = 0;
  fitAgeNs: number = Number.NaN;
  /** R squared of the newest fit, good or not. */
  newestR2: number = Number.NaN;
  /** From 0 to 1, by the chosen measure; and what it adds to the half-spread. */
  toxicity = 0;
  toxicityTicks = 0;
  /** Depth now as a share of the usual one, NaN where nothing needs it; and what it adds. */
  depthShare: number = Number.NaN;
  depthTicks = 0;
  /** Expected move against a fill. */
  adverseTicks = 0;
  /** The least that covers the maker fee, the expected adverse selection and the margin. */
  feeFloorTicks = 0;
  /** What counted in the end. */
  halfTicks = 0;
  limitedBy: "none" | "fee-floor" | "min-spread" | "max-spread" = "none";
  /** Why the model has nothing to say ("" when it does): then nothing is quoted. */
  problem = "";
}
