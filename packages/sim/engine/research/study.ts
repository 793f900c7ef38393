import type { InstrumentSpec, RiskConfig } from "@mexoms/core";
import type { AccountConfig } from "../account/account-config.ts";
import type { FaultSpec } from "../faults/fault-script.ts";
import type { VenueRulesSpec } from "../rules/venue-rules.ts";

/** A tape of a study, as whoever runs trials must have it. */
export interface StudyTape {
  readonly instrument: string;
  /** Of the whole tape, hold-out included. */
  readonly digest: string;
  readonly rows: number;
}

/** A file of measured round trips that a latency names, with what is in it, so that it can travel. */
export interface LatencyText {
  readonly file: string;
  readonly text: string;
}

/**
 * Everything that decides the trials of a sweep but their own points and variants: plain JSON, the
 * same on every machine. Texts are as in the options of a backtest.
 */
export interface Study {
  readonly version: 1;
  readonly engine: string;
  readonly strategy: { readonly name: string; readonly codeDigest: string };
  /** Texts of the parameters that are not swept. */
  readonly params: Readonly<Record<string, string>>;
  readonly tapes: readonly StudyTape[];
  readonly instruments: readonly InstrumentSpec[];
  readonly latency: string;
  readonly latencyFiles: readonly LatencyText[];
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: { readonly maker: string; readonly taker: string };
  readonly accounts?: readonly AccountConfig[];
  readonly rules?: readonly VenueRulesSpec[];
  readonly faults?: readonly FaultSpec[];
  readonly risk?: RiskConfig;
  readonly warmup?: string;
  readonly seed: number;
  /** Start of the data, nanoseconds since 1970 as decimal text. */
  readonly startNs: string;
  /** End of what trials may see: the rest is the hold-out. */
  readonly endNs: string;
  /** End of the data; the same as `endNs` without a hold-out. */
  readonly dataEndNs: string;
  /** Length of a bar: profits by bar are what the statistics are about. */
  readonly barNs: number;
  /** The currency whose profit is counted. */
  readonly currency: string;
}
