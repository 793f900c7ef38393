import type { OrderQueue } from "./queue-model.ts";

/**
 * The true queue, first in, first out, for tapes that tell of every order: what stands ahead of an
 * own order is known, not estimated.
 */
export const fifo: OrderQueue = { name: "fifo", orderByOrder: true };
