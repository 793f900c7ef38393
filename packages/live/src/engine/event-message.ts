import { ANSWER, ANSWER_FIELDS } from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import type { MessageView } from "../link/venue-gateway.ts";
import type { ImpliedEvent } from "../oms/reconcile.ts";

/** An event that no gateway has sent, as the message that it would have come in. */
export function eventMessage(event: ImpliedEvent, nowNs: number): MessageView {
  const text = Buffer.from(event.text);
  const head = (HEADER_FIELDS + ANSWER_FIELDS) * 8;
  const fields = new Float64Array(HEADER_FIELDS + ANSWER_FIELDS + Math.ceil(text.length / 8));
  const bytes = new Uint8Array(fields.buffer);
  bytes.set(text, head);
  fields[HEADER.kind] = event.kind;
  fields[HEADER.market] = event.market;
  fields[HEADER.sentNs] = nowNs;
  fields[HEADER.textBytes] = text.length;
  const put = (field: number, value: number): void => {
    fields[HEADER_FIELDS + field] = value;
  };
  put(ANSWER.kind, event.kind);
  put(ANSWER.orderId, event.orderId);
  put(ANSWER.exchNs, event.exchNs);
  put(ANSWER.priceTicks, event.priceTicks);
  put(ANSWER.qtyLots, event.qtyLots);
  put(ANSWER.leavesLots, event.leavesLots);
  put(ANSWER.maker, event.maker ? 1 : 0);
  put(ANSWER.tradeId, event.tradeId);
  put(ANSWER.filledLots, event.filledLots);
  return { fields, index: 0, bytes, textStart: head, textBytes: text.length };
}
