import { sideSign } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_CANCELED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  REQUEST,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { JournalReader } from "../../src/journal/journal-reader.ts";
import { INPUT, OUTPUT } from "../../src/journal/record-kinds.ts";
import { HEADER, HEADER_FIELDS } from "../../src/link/messages.ts";
import type { ReportedFill, ReportedOrder } from "../../src/link/venue-report.ts";

/** The venue's own record of a session. */
export interface VenueRecord {
  /** Submissions of an order id that the venue had already. */
  readonly duplicates: number;
  readonly orders: readonly ReportedOrder[];
  readonly fills: readonly ReportedFill[];
  readonly positionLots: readonly number[];
}

export interface Audit {
  /** What does not agree, a line each; empty when all does. */
  readonly problems: readonly string[];
  readonly sessions: number;
  readonly submits: number;
  readonly fills: number;
}

interface Told {
  readonly sides: Map<number, number>;
  readonly ended: Set<number>;
  /** Lots of each execution by market and trade id. */
  readonly fills: Map<string, number>;
  readonly positionLots: number[];
  readonly problems: string[];
  sessions: number;
}

/**
 * Holds a whole journal against the venue's own record: every order once and none lost, the same
 * executions, the same positions. The journal must have all its segments.
 */
export function auditJournal(dir: string, venue: VenueRecord): Audit {
  const told = readJournal(dir, venue.positionLots.length);
  const { problems } = told;
  if (venue.duplicates > 0) problems.push(`${venue.duplicates} orders reached the venue twice`);
  const atVenue = new Map(venue.orders.map((order) => [order.orderId, order]));
  if (atVenue.size !== venue.orders.length) problems.push("the venue has an order id twice");
  for (const { orderId } of venue.orders) {
    if (orderId > 0 && !told.sides.has(orderId)) {
      problems.push(`order ${orderId} is at the venue and not in the journal`);
    }
  }
  for (const id of told.sides.keys()) {
    const order = atVenue.get(id);
    if (order === undefined && !told.ended.has(id)) {
      problems.push(`order ${id} is in the journal, not at the venue, and nothing says why`);
    }
    if (order !== undefined && order.state !== "open" && !told.ended.has(id)) {
      problems.push(`order ${id} is ${order.state} at the venue; the journal does not know`);
    }
    if (order?.state === "open" && told.ended.has(id)) {
      problems.push(`order ${id} is open at the venue; the journal says it is over`);
    }
  }
  compareFills(told, venue);
  return { problems, sessions: told.sessions, submits: told.sides.size, fills: told.fills.size };
}

function compareFills({ fills, positionLots, problems }: Told, venue: VenueRecord): void {
  const there = new Map(
    venue.fills.map(({ market, tradeId, qtyLots }) => [`${market}:${tradeId}`, qtyLots]),
  );
  for (const [id, lots] of there) {
    const booked = fills.get(id);
    if (booked === undefined) problems.push(`execution ${id} of the venue is not in the journal`);
    else if (booked !== lots) problems.push(`execution ${id}: ${booked} lots here, ${lots} there`);
  }
  for (const id of fills.keys()) {
    if (!there.has(id)) problems.push(`execution ${id} of the journal is not the venue's`);
  }
  for (const [market, lots] of venue.positionLots.entries()) {
    if (positionLots[market] === lots) continue;
    problems.push(`position of ${market}: ${positionLots[market]} lots here, ${lots} there`);
  }
}

function readJournal(dir: string, markets: number): Told {
  const told: Told = {
    sides: new Map(),
    ended: new Set(),
    fills: new Map(),
    positionLots: Array.from({ length: markets }, () => 0),
    problems: [],
    sessions: 0,
  };
  const reader = JournalReader.open(dir);
  try {
    while (reader.next()) {
      if (reader.kind === INPUT.start) told.sessions += 1;
      else if (reader.kind === OUTPUT.request) noteRequest(told, reader.fields, reader.index);
      else if (reader.kind === INPUT.event) noteEvent(told, reader.fields, reader.index);
    }
  } finally {
    reader.close();
  }
  return told;
}

function noteRequest(told: Told, fields: Float64Array, index: number): void {
  if (fields[index + HEADER.kind] !== REQUEST_SUBMIT) return;
  const id = fields[index + HEADER_FIELDS + REQUEST.orderId]!;
  if (told.sides.has(id)) told.problems.push(`order ${id} was submitted twice`);
  told.sides.set(id, fields[index + HEADER_FIELDS + REQUEST.side]!);
}

function noteEvent(told: Told, fields: Float64Array, index: number): void {
  const kind = fields[index + HEADER.kind]!;
  if (kind < ANSWER_ACCEPTED || kind > ANSWER_REJECTED) return;
  const body = index + HEADER_FIELDS;
  const id = fields[body + ANSWER.orderId]!;
  if (kind === ANSWER_CANCELED || kind === ANSWER_EXPIRED || kind === ANSWER_REJECTED) {
    told.ended.add(id);
  }
  if (kind !== ANSWER_FILLED) return;
  const market = fields[index + HEADER.market]!;
  const key = `${market}:${fields[body + ANSWER.tradeId]!}`;
  if (told.fills.has(key)) return;
  const lots = fields[body + ANSWER.qtyLots]!;
  told.fills.set(key, lots);
  const side = told.sides.get(id);
  if (side === undefined) told.problems.push(`execution ${key} is of order ${id}, never submitted`);
  else told.positionLots[market]! += sideSign(side) * lots;
  if (fields[body + ANSWER.leavesLots] === 0) told.ended.add(id);
}
