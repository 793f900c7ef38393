import { encodeEnd } from "@mexoms/live/internal";
import type { TrialEnd } from "@mexoms/sim";

/** Ends by trial in bytes: equal ones are equal to the last bit. */
export function bytesOf(ends: ReadonlyMap<string, TrialEnd>): Record<string, string> {
  const sorted = [...ends].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([id, end]) => [id, Buffer.from(encodeEnd(end)).toString("base64")]),
  );
}
