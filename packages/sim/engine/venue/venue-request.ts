import type { SelfTradeMode } from "@mexoms/core";
import { SELF_TRADE_MODES } from "@mexoms/core/internal";
import type { MessageQueue } from "./message-queue.ts";
import { REQUEST } from "./messages.ts";

/** A request as it arrived at a venue. Kinds, types and times in force are the codes of messages. */
export interface VenueRequest {
  readonly kind: number;
  readonly orderId: number;
  readonly account: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly timeInForce: number;
  readonly type: number;
  readonly triggerTicks: number;
  readonly trailTicks: number;
  readonly displayLots: number;
  readonly reduceOnly: boolean;
  readonly expiresNs: number;
  readonly event: number;
  /** Undefined leaves it to the venue. */
  readonly selfTrade: SelfTradeMode | undefined;
  readonly triggerBy: number;
  readonly activationTicks: number;
  /** Place in the message that it came in, from 0. */
  readonly batch: number;
}

/** Takes the first request off a queue. */
export function takeRequest(queue: MessageQueue): VenueRequest {
  const request: VenueRequest = {
    kind: queue.field(REQUEST.kind),
    orderId: queue.field(REQUEST.orderId),
    account: queue.field(REQUEST.account),
    side: queue.field(REQUEST.side),
    priceTicks: queue.field(REQUEST.priceTicks),
    qtyLots: queue.field(REQUEST.qtyLots),
    timeInForce: queue.field(REQUEST.timeInForce),
    type: queue.field(REQUEST.type),
    triggerTicks: queue.field(REQUEST.triggerTicks),
    trailTicks: queue.field(REQUEST.trailTicks),
    displayLots: queue.field(REQUEST.displayLots),
    reduceOnly: queue.field(REQUEST.reduceOnly) === 1,
    expiresNs: queue.field(REQUEST.expiresNs),
    event: queue.field(REQUEST.event),
    selfTrade: SELF_TRADE_MODES[queue.field(REQUEST.selfTrade) - 1],
    triggerBy: queue.field(REQUEST.triggerBy),
    activationTicks: queue.field(REQUEST.activationTicks),
    batch: queue.field(REQUEST.batch),
  };
  queue.shift();
  return request;
}
