import type { Side } from "@mexoms/core";

/** A quote as it rests, or as it should. */
export interface RestingQuote {
  readonly ticks: number;
  readonly lots: number;
  readonly sentNs: number;
}

export interface QuoteCase {
  readonly side: Side;
  readonly nowNs: number;
  readonly resting: RestingQuote | undefined;
  /** What should rest; undefined for nothing. */
  readonly target: { readonly ticks: number; readonly lots: number } | undefined;
  /** Beyond this price a quote is in danger: above it for a bid, below it for an ask. */
  readonly dangerTicks: number;
  /** The most lots that may rest. */
  readonly maxLots: number;
  readonly improveTicks: number;
  readonly improveAfterNs: number;
}

/** What to do with a quote. Danger goes first and at once; improving waits its time. */
export type QuoteDecision = "keep" | "place" | "cancel" | "none";

export function quoteDecision(of: QuoteCase): QuoteDecision {
  const { side, resting, target, nowNs } = of;
  if (resting === undefined) return target === undefined ? "none" : "place";
  if (target === undefined) return "cancel";
  const beyond = side === "buy" ? resting.ticks > of.dangerTicks : resting.ticks < of.dangerTicks;
  if (beyond || resting.lots > of.maxLots) return "cancel";
  const isOff = Math.abs(resting.ticks - target.ticks) > of.improveTicks;
  if (isOff && nowNs - resting.sentNs >= of.improveAfterNs) return "cancel";
  return "keep";
}
