export const WARNING_CODES = [
  "loses",
  "few-fills",
  "all-alike",
  "edge-of-range",
  "one-part-earns",
  "inventory-drift",
  "queue-model",
  "latency",
  "overfitting",
  "deflated-sharpe",
  "walk-forward",
  "no-effect",
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** A reason to doubt the best trial. */
export interface SweepWarning {
  readonly code: WarningCode;
  /** A sentence or two for a trader, with the figures in it. */
  readonly text: string;
  /** The same figures by name. */
  readonly figures: Readonly<Record<string, number | string>>;
}
