import type { SweepOptions } from "./sweep-options.ts";
import type { SweepRecord } from "@mexoms/sim/engine";

/**
 * Runs a sweep, or what of it is still to be run. Equal options give equal rows and, with a folder,
 * equal bytes, whatever the number of workers and however often it was killed on the way.
 * Throws ConfigError, DataError or StrategyError; each says what to change.
 */
export async function sweep(options: SweepOptions): Promise<SweepRecord> {
  throw new Error(options.search);
}
