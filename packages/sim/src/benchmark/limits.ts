/** How much worse than the reference a figure may be. */
export interface Limits {
  /**
   * Heap bytes a row above the reference, on top of `bytesShare`. The heap grows in steps of some 64
   * KiB: on a tape of 250,000 rows 1 is enough, on one of 40,000 it is not.
   */
  readonly bytesPerRow: number;
  /** Share of the reference: strategies that allocate much do so by fits and starts. */
  readonly bytesShare: number;
  /** Share above the reference: 0.03 is 3 %. */
  readonly instructions: number;
  /** Share of time above base, that the whole interval must exceed to fail. */
  readonly time: number;
}

export const DEFAULT_LIMITS: Limits = {
  bytesPerRow: 8,
  bytesShare: 0.05,
  instructions: 0.03,
  time: 0.05,
};
