import { REQUEST, REQUEST_CANCEL, REQUEST_FIELDS } from "@mexoms/sim/internal";
import { GATEWAY_REQUEST, HEADER, HEADER_FIELDS } from "../link/messages.ts";

// Requests of an engine that are no intents of its kernel's: they stand in no journal.

/** A cancel of an order that the kernel does not know, or can not be asked about any more. */
export function cancelMessage(orderId: number, market: number, nowNs: number): Float64Array {
  const message = new Float64Array(HEADER_FIELDS + REQUEST_FIELDS);
  message[HEADER.kind] = REQUEST_CANCEL;
  message[HEADER.market] = market;
  message[HEADER.sentNs] = nowNs;
  message[HEADER_FIELDS + REQUEST.kind] = REQUEST_CANCEL;
  message[HEADER_FIELDS + REQUEST.orderId] = orderId;
  return message;
}

/** The header of a request for a report; the request itself is its text. */
export function reportMessage(nowNs: number): Float64Array {
  const header = new Float64Array(HEADER_FIELDS);
  header[HEADER.kind] = GATEWAY_REQUEST.report;
  header[HEADER.market] = -1;
  header[HEADER.sentNs] = nowNs;
  return header;
}
