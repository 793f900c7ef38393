/** How deals are carried out. Rates are whole units of 10^-10; times are nanoseconds. */
export interface DealRules {
  /** Both legs at once, or first the one that the book shows least of. */
  readonly first: "both" | "thinner";
  /** How much worse than its limit a missing leg may be done, on its venue or another. */
  readonly rehedgeRate: number;
  /** How much worse than its limit a filled leg may be taken back. */
  readonly unwindRate: number;
  /** An order without an answer for so long is unknown, and is asked about this often. */
  readonly answerNs: number;
  /** How long fills of an order that has ended may still be told. */
  readonly lateNs: number;
  /** Time for each step of clearing a residual. */
  readonly stageNs: number;
  /** An order that stays unknown for so long makes the deal held. */
  readonly unknownNs: number;
  /** How long a residual that could not be cleared is held before it is tried again. */
  readonly heldNs: number;
}
