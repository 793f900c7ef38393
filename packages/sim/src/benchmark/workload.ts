import { createHash } from "node:crypto";

/** A run whose figures are taken: a strategy on tapes with its models, all as texts. */
export interface Workload {
  /** Identifies it in a baseline, for example "market-maker synthetic:swap:BTCUSDT". */
  readonly name: string;
  /** Path of the strategy's file. */
  readonly strategyFile: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tapeFiles: readonly string[];
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees: { readonly maker: string; readonly taker: string } | undefined;
  readonly accounts: string | undefined;
  readonly rules: string;
  readonly faults: string | undefined;
  readonly seed: number;
  /** Whether the figures that take long are measured too: instructions and time. */
  readonly deep: boolean;
}

/** A strategy's file as one checkout bundled it. */
export interface LoadedModule {
  readonly modulePath: string;
  readonly codeDigest: string;
}

/** SHA-256 in hex of a value's JSON. */
export function jsonDigest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
