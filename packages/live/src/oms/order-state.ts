// States of an order as an engine sees it, as numbers for the inner loops.

/** Written to the journal, not yet handed to the gateway. */
export const INTENDED = 0;
/** Handed to the gateway, not answered. */
export const SENT = 1;
export const WORKING = 2;
export const PARTLY_FILLED = 3;
export const FILLED = 4;
export const CANCELED = 5;
export const EXPIRED = 6;
export const REJECTED = 7;
/**
 * A request about it was not answered in time, or the connection was lost on the way: it counts as
 * exposure, nothing is sent again, and the venue is asked until it says what became of it.
 */
export const UNKNOWN = 8;

/** Names by number. */
export const ORDER_STATES = [
  "intended",
  "sent",
  "working",
  "partly-filled",
  "filled",
  "canceled",
  "expired",
  "rejected",
  "unknown",
] as const;
export type OrderStateName = (typeof ORDER_STATES)[number];

/** Whether nothing can happen to an order in this state any more. */
export function isFinal(state: number): boolean {
  return state >= FILLED && state <= REJECTED;
}
