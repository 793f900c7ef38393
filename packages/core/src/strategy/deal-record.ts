import type { Side } from "../market/side.ts";

/** Topics under which an arbitrage strategy explains what it did; tear sheets are made of them. */
export const DEAL_TOPIC = "arbitrage deal";
export const ARBITRAGE_TOPIC = "arbitrage summary";

/** A deal that is over, or stands at the end of a run. Amounts are exact decimal text. */
export interface DealRecord {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  /** Times are nanoseconds since the run's epoch. */
  readonly foundNs: number;
  readonly endedNs: number;
  readonly currency: string;
  readonly expectedNet: string;
  readonly expectedBps: number;
  readonly realisedNet: string;
  /** Bought value that the basis points are of. */
  readonly value: string;
  /** Part of the loss that came from orders which cleared a residual. */
  readonly residualCost: string;
  /** matched: both legs alike; flat: unwound; missed: nothing filled; held: a residual is kept, under its cap. */
  readonly end: "matched" | "flat" | "missed" | "held";
  readonly legs: readonly {
    readonly instrument: string;
    readonly side: Side;
    readonly wantedLots: number;
    readonly filledLots: number;
  }[];
  /** States that it went through, in order; "unbalanced" where its first orders left a residual. */
  readonly path: readonly string[];
}

/** What an arbitrage strategy saw in a run, explained once at its end. */
export interface ArbitrageRecord {
  readonly detected: number;
  readonly taken: number;
  /** Opportunities that were not taken, by gate. */
  readonly gated: Readonly<Record<string, number>>;
  /** How long edges lived, in nanoseconds: quantiles of those that were found. */
  readonly edgeLife: { readonly p50Ns: number; readonly p90Ns: number } | undefined;
  /** How near pairs came to being taken, the nearest first. */
  readonly nearest?: readonly NearestEdge[];
}

/** The best that a pair gave in a run, in basis points, beside what was asked of it at the end. */
export interface NearestEdge {
  readonly name: string;
  /** Looks in which the bid was above the ask, before fees. */
  readonly crossedLooks: number;
  /** At most, before fees. */
  readonly grossBps: number;
  /** Fees of all legs. */
  readonly feesBps: number;
  readonly needBps: number;
  /** Needed less what is left after fees; below zero where there was enough. */
  readonly missingBps: number;
}
