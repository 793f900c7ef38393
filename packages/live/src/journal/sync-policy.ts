import { ConfigError, parseDuration } from "@mexoms/core";

/**
 * When records are on disk, and so survive the machine. They survive this process in any case.
 * "none": when the system likes. A duration such as "100ms": at most twice that long after they
 * were written (and what the disk takes), in the background. "always": before `commit` returns.
 */
export type SyncPolicy = string;

/** Never, for "none". */
const SYNC_NEVER = -1;
/** Before a commit returns. */
export const SYNC_ALWAYS = 0;

/** Milliseconds between two syncs, SYNC_NEVER or SYNC_ALWAYS. Throws ConfigError. */
export function syncEveryMs(policy: SyncPolicy, field: string): number {
  if (policy === "none") return SYNC_NEVER;
  if (policy === "always") return SYNC_ALWAYS;
  const ms = parseDuration(policy, `${field} (none, always or an interval)`) / 1e6;
  if (ms < 1) throw new ConfigError(field, `${policy} is too short: 1ms is the least, or "always"`);
  return ms;
}
