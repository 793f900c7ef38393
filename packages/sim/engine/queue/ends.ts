import type { QueueModel } from "./queue-model.ts";

/** The kindest queue: an order is always the first at its price, so that every trade there reaches it. */
export const alwaysFront: QueueModel = {
  name: "front",
  aheadOnArrival: () => 0,
  levelChanged: () => 0,
};

/** The harshest queue: whatever trades at its price, more stands ahead. No trade there reaches it. */
export const alwaysBack: QueueModel = {
  name: "back",
  aheadOnArrival: () => Number.POSITIVE_INFINITY,
  levelChanged: () => Number.POSITIVE_INFINITY,
};
