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

/** A request whose memory is used again: whoever keeps one copies it. */
export type RequestMemory = { -readonly [K in keyof VenueRequest]: VenueRequest[K] };

export function requestMemory(): RequestMemory {
  return {
    kind: 0,
    orderId: 0,
    account: 0,
    side: 0,
    priceTicks: 0,
    qtyLots: 0,
    timeInForce: 0,
    type: 0,
    triggerTicks: 0,
    trailTicks: 0,
    displayLots: 0,
    reduceOnly: false,
    expiresNs: 0,
    event: 0,
    selfTrade: undefined,
    triggerBy: 0,
    activationTicks: 0,
    batch: 0,
  };
}

/** Takes the first request off a queue, into memory that had another. */
export function takeRequest(queue: MessageQueue, request: RequestMemory): void {
  request.kind = queue.field(REQUEST.kind);
  request.orderId = queue.field(REQUEST.orderId);
  request.account = queue.field(REQUEST.account);
  request.side = queue.field(REQUEST.side);
  request.priceTicks = queue.field(REQUEST.priceTicks);
  request.qtyLots = queue.field(REQUEST.qtyLots);
  request.timeInForce = queue.field(REQUEST.timeInForce);
  request.type = queue.field(REQUEST.type);
  request.triggerTicks = queue.field(REQUEST.triggerTicks);
  request.trailTicks = queue.field(REQUEST.trailTicks);
  request.displayLots = queue.field(REQUEST.displayLots);
  request.reduceOnly = queue.field(REQUEST.reduceOnly) === 1;
  request.expiresNs = queue.field(REQUEST.expiresNs);
  request.event = queue.field(REQUEST.event);
  request.selfTrade = SELF_TRADE_MODES[queue.field(REQUEST.selfTrade) - 1];
  request.triggerBy = queue.field(REQUEST.triggerBy);
  request.activationTicks = queue.field(REQUEST.activationTicks);
  request.batch = queue.field(REQUEST.batch);
  queue.shift();
}
