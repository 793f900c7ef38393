import { NEVER } from "@mexoms/core/internal";
import { MessageQueue } from "./message-queue.ts";
import type { VenueRequest } from "./venue-request.ts";

/** Fields of the note that an order expires. */
export const EXPIRY = { account: 0, orderId: 1, side: 2 } as const;
const FIELDS = 3;

/**
 * When the orders of one market expire; they may have ended before. What would expire after the end
 * of the data stays open, unless a request that was under way must not find it: that one ends it.
 */
export class Expiries {
  /** Those up to the end of the data. */
  readonly inData: MessageQueue = new MessageQueue(FIELDS);
  readonly late: MessageQueue = new MessageQueue(FIELDS);
  endNs: number = NEVER;

  note({ account, orderId, side, expiresNs }: VenueRequest): void {
    const queue = expiresNs <= this.endNs ? this.inData : this.late;
    queue.draft[EXPIRY.account] = account;
    queue.draft[EXPIRY.orderId] = orderId;
    queue.draft[EXPIRY.side] = side;
    queue.push(expiresNs);
  }
}
