import { Instrument } from "@mexoms/core";
import { sideName } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_ACCOUNT,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCEL_ALL_LOST,
  ANSWER_CANCEL_REFUSED,
  ANSWER_CANCELED,
  ANSWER_CANCELED_ALL,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
  ANSWER_VENUE_ORDER,
  FILL_REASONS,
  REJECTIONS,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  REQUEST_SUBMIT,
  TYPE_MARKET,
} from "@mexoms/sim/internal";
import { GATEWAY_EVENT, GATEWAY_REQUEST, HEADER, HEADER_FIELDS } from "../link/messages.ts";
import type { RecordCursor } from "./record-cursor.ts";

/** What a message says, with prices and sizes as decimal text. Only what it has is there. */
export type MessageFacts = Readonly<Record<string, string | number | boolean>>;

const REQUESTS: ReadonlyMap<number, string> = new Map([
  [REQUEST_SUBMIT, "submit"],
  [REQUEST_CANCEL, "cancel"],
  [REQUEST_AMEND, "amend"],
  [REQUEST_CANCEL_ALL, "cancel-all"],
  [GATEWAY_REQUEST.report, "report"],
]);
const EVENTS: ReadonlyMap<number, string> = new Map([
  [ANSWER_ACCEPTED, "accepted"],
  [ANSWER_FILLED, "filled"],
  [ANSWER_CANCELED, "canceled"],
  [ANSWER_EXPIRED, "expired"],
  [ANSWER_REJECTED, "rejected"],
  [ANSWER_AMENDED, "amended"],
  [ANSWER_CANCEL_REFUSED, "cancel-refused"],
  [ANSWER_AMEND_REFUSED, "amend-refused"],
  [ANSWER_TRIGGERED, "triggered"],
  [ANSWER_CANCELED_ALL, "canceled-all"],
  [ANSWER_CANCEL_ALL_LOST, "cancel-all-lost"],
  [ANSWER_ACCOUNT, "account"],
  [ANSWER_VENUE_ORDER, "venue-order"],
  [GATEWAY_EVENT.report, "report"],
  [GATEWAY_EVENT.heartbeat, "heartbeat"],
  [GATEWAY_EVENT.end, "end"],
]);
const TIMES_IN_FORCE = ["gtc", "post-only", "ioc", "fok"] as const;

/** The instrument of a message or of rows; undefined for none, or one that the session has not. */
export function instrumentOf(
  instruments: readonly Instrument[],
  market: number,
): Instrument | undefined {
  return instruments[market];
}

function messageText(record: RecordCursor): string {
  const bytes = record.fields[record.index + HEADER.textBytes]!;
  const end = record.start + record.length;
  return Buffer.from(record.bytes.subarray(end - bytes, end)).toString("utf8");
}

/** What a record of kind OUTPUT.request asks for. */
export function requestFacts(
  record: RecordCursor,
  instruments: readonly Instrument[],
): MessageFacts {
  const { fields, index } = record;
  const head = (field: number): number => fields[index + field]!;
  const at = (field: number): number => fields[index + HEADER_FIELDS + field]!;
  const kind = head(HEADER.kind);
  const name = REQUESTS.get(kind) ?? `request ${kind}`;
  const instrument = instrumentOf(instruments, head(HEADER.market));
  const where = { request: name, ...place(instrument, head(HEADER.market)) };
  if (kind === GATEWAY_REQUEST.report) return { request: name, asks: messageText(record) };
  if (kind === REQUEST_CANCEL_ALL) return { ...where, id: at(REQUEST.orderId) };
  const order = { ...where, order: at(REQUEST.orderId), side: sideName(at(REQUEST.side)) };
  if (kind !== REQUEST_SUBMIT && kind !== REQUEST_AMEND) return order;
  const price = (field: number): string => priceText(instrument, at(field));
  const qty = (field: number): string => qtyText(instrument, at(field));
  const isMarket = at(REQUEST.type) === TYPE_MARKET;
  return {
    ...order,
    qty: qty(REQUEST.qtyLots),
    ...(isMarket ? {} : { price: price(REQUEST.priceTicks) }),
    type: isMarket ? "market" : "limit",
    timeInForce: TIMES_IN_FORCE[at(REQUEST.timeInForce)] ?? String(at(REQUEST.timeInForce)),
    ...(at(REQUEST.triggerTicks) === 0 ? {} : { trigger: price(REQUEST.triggerTicks) }),
    ...(at(REQUEST.trailTicks) === 0 ? {} : { trail: price(REQUEST.trailTicks) }),
    ...(at(REQUEST.displayLots) === 0 ? {} : { display: qty(REQUEST.displayLots) }),
    ...(at(REQUEST.reduceOnly) === 0 ? {} : { reduceOnly: true }),
  };
}

/** What a record of kind INPUT.event tells. */
export function eventFacts(record: RecordCursor, instruments: readonly Instrument[]): MessageFacts {
  const { fields, index } = record;
  const head = (field: number): number => fields[index + field]!;
  const at = (field: number): number => fields[index + HEADER_FIELDS + field]!;
  const kind = head(HEADER.kind);
  const instrument = instrumentOf(instruments, head(HEADER.market));
  const text = head(HEADER.textBytes) > 0 ? messageText(record) : "";
  const facts = {
    event: EVENTS.get(kind) ?? `event ${kind}`,
    ...place(instrument, head(HEADER.market)),
    ...(kind < GATEWAY_EVENT.report ? { order: at(ANSWER.orderId) } : {}),
  };
  const said = text === "" ? {} : head(HEADER.account) === 1 ? { account: text } : { text };
  if (kind === ANSWER_FILLED) {
    return {
      ...facts,
      qty: qtyText(instrument, at(ANSWER.qtyLots)),
      price: priceText(instrument, at(ANSWER.priceTicks)),
      leaves: qtyText(instrument, at(ANSWER.leavesLots)),
      maker: at(ANSWER.maker) === 1,
      trade: at(ANSWER.tradeId),
      why: FILL_REASONS[at(ANSWER.reason)] ?? "",
      ...said,
    };
  }
  const reason = REJECTIONS[at(ANSWER.reason)] ?? "";
  const why = reason === "" || kind >= GATEWAY_EVENT.report ? {} : { why: reason };
  if (kind === ANSWER_ACCEPTED || kind === ANSWER_AMENDED || kind === ANSWER_VENUE_ORDER) {
    const price = priceText(instrument, at(ANSWER.priceTicks));
    return { ...facts, price, leaves: qtyText(instrument, at(ANSWER.leavesLots)), ...why, ...said };
  }
  return { ...facts, ...why, ...said };
}

/** Decimal text; the bare ticks where the instrument is not known. */
function priceText(instrument: Instrument | undefined, ticks: number): string {
  return instrument === undefined ? `${ticks} ticks` : instrument.tick.decimal(ticks).toFixed();
}

export function qtyText(instrument: Instrument | undefined, lots: number): string {
  return instrument === undefined ? `${lots} lots` : instrument.lot.decimal(lots).toFixed();
}

function place(instrument: Instrument | undefined, market: number): MessageFacts {
  if (instrument !== undefined) return { instrument: instrument.id };
  return market < 0 ? {} : { market };
}
