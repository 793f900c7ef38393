import type { FillQuality, QueueSheet } from "@mexoms/sim/engine";
import type { Html } from "../html.ts";
import { block, figureList } from "./blocks.ts";
import { quantileTable } from "./latency-block.ts";
import { significant } from "./number-text.ts";
import { NO_FILL, NO_MAKER_FILL, NO_ORDER } from "./reasons.ts";
import { count, duration, optional, quantity, share } from "./values.ts";

/** What became of the orders. */
export function qualityBlock(quality: FillQuality, at: string, sizeUnit: string): Html {
  const { missed } = quality;
  const perHour = (value: number): string => significant(value, 4);
  return block(
    "Fills",
    figureList([
      { term: "orders", value: count(`${at}.orders`, quality.orders) },
      { term: "fills", value: count(`${at}.fills`, quality.fills) },
      { term: "fillRatio", value: share(`${at}.fillRatio`, quality.fillRatio, NO_ORDER) },
      { term: "quotedQty", value: quantity(`${at}.quotedQty`, quality.quotedQty, sizeUnit) },
      { term: "filledQty", value: quantity(`${at}.filledQty`, quality.filledQty, sizeUnit) },
      {
        term: "fillsPerHour",
        value: optional(`${at}.fillsPerHour`, quality.fillsPerHour, { shown: perHour, why: "" }),
      },
      { term: "makerShare", value: share(`${at}.makerShare`, quality.makerShare, NO_FILL) },
      { term: "partials", value: count(`${at}.partials`, quality.partials) },
      { term: "postOnlyRejects", value: count(`${at}.postOnlyRejects`, quality.postOnlyRejects) },
      { term: "rejects", value: count(`${at}.rejects`, quality.rejects) },
      { term: "missed", value: count(`${at}.missed.times`, missed.times) },
      { term: "missedQty", value: quantity(`${at}.missed.qty`, missed.qty, sizeUnit) },
      { term: "requote", value: duration(`${at}.missed.requoteNs`, missed.requoteNs, "") },
    ]),
    quantileTable("How long orders took to fill", [
      { term: "timeToFill", at: `${at}.timeToFill`, quantiles: quality.timeToFill, why: NO_FILL },
    ]),
  );
}

/** Places in the queue, as the queue model estimates them. */
export function queueBlock(queue: QueueSheet, at: string): Html {
  return block(
    "Queue, as the model estimates it",
    figureList([
      {
        term: "shareAtEntry",
        value: share(`${at}.shareAtEntry`, queue.shareAtEntry, "no resting order"),
      },
      { term: "shareAtFill", value: share(`${at}.shareAtFill`, queue.shareAtFill, NO_MAKER_FILL) },
      { term: "reachedFront", value: count(`${at}.reachedFront`, queue.reachedFront) },
      { term: "lostToCancel", value: count(`${at}.lostToCancel`, queue.lostToCancel) },
      {
        term: "amendShare",
        value: share(`${at}.amendShare`, queue.amendShare, "no quote changed"),
      },
    ]),
  );
}
