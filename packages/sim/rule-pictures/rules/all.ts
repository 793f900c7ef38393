import type { RulePicture } from "../draw/picture.ts";
import { oneConnection, postOnly, takes, twoClocks } from "./arriving.ts";
import { funding, liquidation } from "./carrying.ts";
import { amends, cancelRace, selfTrade, severalOrders, trueQueue, whoLeft } from "./queues.ts";
import { feedGap, outage, rateLimit } from "./refusing.ts";
import { expiry, icebergs, reduceOnly, stops, trailingStops } from "./waiting.ts";
import { bookCrossed, queueReached, tradedThrough } from "./resting.ts";

/** The pictures of all rules, in the order of docs/simulation.md. */
export const RULE_PICTURES: readonly RulePicture[] = [
  twoClocks,
  oneConnection,
  takes,
  postOnly,
  bookCrossed,
  tradedThrough,
  queueReached,
  whoLeft,
  trueQueue,
  amends,
  cancelRace,
  severalOrders,
  selfTrade,
  icebergs,
  stops,
  trailingStops,
  expiry,
  reduceOnly,
  rateLimit,
  outage,
  feedGap,
  liquidation,
  funding,
];
