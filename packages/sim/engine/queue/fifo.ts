import type { QueueModel } from "./queue-model.ts";

/**
 * The true queue, first in, first out, for tapes that tell of every order: what stands ahead of an
 * own order is known, and changes of a level's size tell nothing more.
 */
export const fifo: QueueModel = {
  name: "fifo",
  orderByOrder: true,
  levelChanged: (front) => front,
};
