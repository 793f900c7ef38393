import { lesser, type QueueModel } from "./queue-model.ts";

/** Assumes that every cancel comes from behind the order: only trades and a thin level help it. */
export const riskAverse: QueueModel = {
  name: "risk",
  levelChanged: (front, _traded, _before, after) => lesser(front, after),
};
