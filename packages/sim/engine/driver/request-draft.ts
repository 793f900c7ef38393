import { type OrderRecord, SELF_TRADE_MODES } from "@mexoms/core/internal";
import {
  BY_LAST,
  BY_MID,
  BY_QUOTE,
  REQUEST,
  REQUEST_CANCEL_ALL,
  REQUEST_FIELDS,
  TIF_FOK,
  TIF_GTC,
  TIF_IOC,
  TIF_POST_ONLY,
  TYPE_LIMIT,
  TYPE_MARKET,
} from "../venue/messages.ts";

/** A venue knows gtd as gtc with an expiry. */
const TIF_CODES = {
  gtc: TIF_GTC,
  gtd: TIF_GTC,
  "post-only": TIF_POST_ONLY,
  ioc: TIF_IOC,
  fok: TIF_FOK,
} as const;
const TYPE_CODES = {
  limit: TYPE_LIMIT,
  market: TYPE_MARKET,
  stop: TYPE_MARKET,
  "stop-limit": TYPE_LIMIT,
  "trailing-stop": TYPE_MARKET,
} as const;
const TRIGGER_CODES = { last: BY_LAST, quote: BY_QUOTE, mid: BY_MID } as const;

/** Writes a request about an order, by the fields of REQUEST, from `at` on. */
export function draftRequest(
  draft: Float64Array,
  at: number,
  kind: number,
  order: OrderRecord,
  priceTicks: number,
  qtyLots: number,
): void {
  clear(draft, at);
  draft[at + REQUEST.kind] = kind;
  draft[at + REQUEST.orderId] = order.id;
  draft[at + REQUEST.side] = order.sideIndex;
  draft[at + REQUEST.priceTicks] = priceTicks;
  draft[at + REQUEST.qtyLots] = qtyLots;
  draft[at + REQUEST.timeInForce] = TIF_CODES[order.timeInForce];
  draft[at + REQUEST.type] = TYPE_CODES[order.type];
  draft[at + REQUEST.selfTrade] =
    order.selfTrade === undefined ? 0 : SELF_TRADE_MODES.indexOf(order.selfTrade) + 1;
  draft[at + REQUEST.triggerTicks] = order.triggerTicks;
  draft[at + REQUEST.trailTicks] = order.trailTicks;
  draft[at + REQUEST.displayLots] = order.displayLots;
  draft[at + REQUEST.reduceOnly] = order.reduceOnly ? 1 : 0;
  draft[at + REQUEST.expiresNs] = Math.max(0, order.expiresNs);
  draft[at + REQUEST.triggerBy] = TRIGGER_CODES[order.triggerBy];
  draft[at + REQUEST.activationTicks] = order.activationTicks;
}

/** Writes the request to cancel all of a market, `id` being its number. */
export function draftCancelAll(draft: Float64Array, at: number, id: number): void {
  clear(draft, at);
  draft[at + REQUEST.kind] = REQUEST_CANCEL_ALL;
  draft[at + REQUEST.orderId] = id;
}

function clear(draft: Float64Array, at: number): void {
  for (let i = at; i < at + REQUEST_FIELDS; i++) draft[i] = 0;
}
