import { lesser, type LevelQueue } from "./queue-model.ts";

/** Assumes that every cancel comes from behind the order: only trades and a thin level help it. */
export const riskAverse: LevelQueue = {
  name: "risk",
  levelChanged: (front, _traded, _before, after) => lesser(front, after),
};
