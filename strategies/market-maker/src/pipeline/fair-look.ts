/** Why there is no fair value, and so no quote. "none": there is one. */
export type FairProblem =
  | "none"
  | "book-empty"
  | "book-gapped"
  | "book-crossed"
  | "book-stale"
  | "anchor-missing"
  | "anchor-stale"
  | "far-from-anchor";

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
  /** What the other venues say it is worth, with their usual difference; NaN without an anchor. */
  anchorTicks: number = Number.NaN;
  /** Since the book last changed. */
  ageNs = 0;
}
