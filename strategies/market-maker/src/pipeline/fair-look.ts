/** Why there is no fair value, and so no quote. "none": there is one. */
export type FairProblem =
  | "none"
  | "book-empty"
  | "book-gapped"
  | "book-crossed"
  | "book-stale"
  | "book-thin"
  | "imbalance-unknown"
  | "anchor-missing"
  | "anchor-stale"
  | "anchor-unknown"
  | "far-from-anchor";

/** The same for people. */
export const FAIR_PROBLEMS: Readonly<Record<FairProblem, string>> = {
  none: "there is a fair value",
  "book-empty": "a side of the book has nobody but us",
  "book-gapped": "data of the book is missing",
  "book-crossed": "the best bid is not below the best ask",
  "book-stale": "the book has not changed for longer than maxBookAge",
  "book-thin": "a side of the book has nothing within fairDepth of the mid",
  "imbalance-unknown": "the usual imbalance is not known yet",
  "anchor-missing": "no anchor has a valid book",
  "anchor-stale": "no anchor's book has changed within maxAnchorAge",
  "anchor-unknown": "the moves over leadWindow are not known yet",
  "far-from-anchor": "the book and its anchor are further apart than maxFromAnchor",
};

/** Stage 1: what the instrument is worth, on the book minus our own orders. */
export class FairLook {
  problem: FairProblem = "book-empty";
  /** Fair value in ticks; of no meaning with a problem. */
  ticks = 0;
  /** Best prices of others. */
  bidTicks = 0;
  askTicks = 0;
  midTicks = 0;
  /** What the chosen method came to before the anchor. */
  ownTicks = 0;
  /**
   * What the other venues say it is worth, with their usual difference or by their latest move; NaN
   * without an anchor.
   */
  anchorTicks: number = Number.NaN;
  /** Since the book last changed. */
  ageNs = 0;
  /** (bids - asks) / (bids + asks) in lots, where the method looks at it: from -1 to 1. */
  imbalance: number = Number.NaN;
  /** The same in standard deviations from its mean, and how many samples that stands on. */
  imbalanceSigmas: number = Number.NaN;
  imbalanceSamples = 0;
  /** Lots of others within fairDepth of the mid; NaN where nothing needs them. */
  bidDepthLots: number = Number.NaN;
  askDepthLots: number = Number.NaN;
  /** Anchors with a book that counts, and the one that changed last: how long ago. */
  anchors = 0;
  anchorAgeNs: number = Number.NaN;
}
