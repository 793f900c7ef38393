import type { Instrument } from "@mexoms/core";
import { ANSWER, FILL_REASONS } from "@mexoms/sim/internal";
import { sessionTime } from "./session-time.ts";
import { ROWS_HEAD } from "../kernel/row-columns.ts";
import { recordText } from "../kernel/record-text.ts";
import { GATEWAY_EVENT, HEADER, HEADER_FIELDS } from "../link/messages.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { INPUT } from "../journal/record-kinds.ts";

const ANSWERS: Readonly<Record<number, string>> = {
  1: "accepted",
  2: "filled",
  3: "canceled",
  4: "expired",
  5: "rejected",
  6: "amended",
  7: "cancel refused",
  8: "amend refused",
  9: "triggered",
  10: "all canceled",
  11: "cancel of all lost",
  20: "account",
  21: "order of the venue",
  [GATEWAY_EVENT.report]: "report",
  [GATEWAY_EVENT.heartbeat]: "heartbeat",
  [GATEWAY_EVENT.end]: "end of the recording",
};

/** One line about an input: its number in the journal, its time in the session, and what it is. */
export function describeInput(record: RecordCursor, instruments: readonly Instrument[]): string {
  return `${record.sequence} at ${sessionTime(record.nowNs)}: ${what(record, instruments)}`;
}

function what(record: RecordCursor, instruments: readonly Instrument[]): string {
  const { kind, fields, index } = record;
  if (kind === INPUT.rows) {
    const rows = fields[index + ROWS_HEAD.rows]!;
    const market = instruments[fields[index + ROWS_HEAD.market]!]?.id ?? "?";
    return `${rows} ${rows === 1 ? "row" : "rows"} of ${market}`;
  }
  if (kind === INPUT.timer) return "timer";
  if (kind === INPUT.event) return describeEvent(fields, index, instruments);
  const name = kind === INPUT.start ? "start" : kind === INPUT.stop ? "stop" : "command";
  return name === "start" ? name : `${name} ${recordText(record)}`;
}

function describeEvent(
  fields: Float64Array,
  index: number,
  instruments: readonly Instrument[],
): string {
  const kind = fields[index + HEADER.kind]!;
  const field = (at: number): number => fields[index + HEADER_FIELDS + at]!;
  const name = ANSWERS[kind] ?? `event of kind ${kind}`;
  if (kind >= 20) return name;
  const instrument = instruments[fields[index + HEADER.market]!];
  const told = `order ${field(ANSWER.orderId)} of ${instrument?.id ?? "?"} ${name}`;
  if (name !== "filled" || instrument === undefined) return told;
  const { tick, lot } = instrument;
  const why = FILL_REASONS[field(ANSWER.reason)] ?? "";
  const size = `${lot.format(field(ANSWER.qtyLots))} at ${tick.format(field(ANSWER.priceTicks))}`;
  return `${told}: ${size}, ${why}`;
}
