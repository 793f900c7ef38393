import type { SweepRecord } from "@mexoms/sim/engine";

/**
 * Reads the folder of a sweep, also of one that is not finished: `unfinished` says so. Throws
 * ConfigError when it is no such folder, DataError for what is damaged.
 */
export function readSweep(dir: string): SweepRecord {
  throw new Error(dir);
}
