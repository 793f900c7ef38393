import { ANSWER_FIELDS, REQUEST_FIELDS } from "@mexoms/sim/internal";

// Messages between an engine and a venue's gateway, as they lie in a ring, in a journal and on NATS:
//
//   HEADER_FIELDS doubles, then the body's doubles, then text in UTF-8 to the end of the message
//
// All little-endian and at multiples of 8. The body of a request is REQUEST of the venue protocol,
// that of an event ANSWER; both are zeros where a kind has no use for them. Times are nanoseconds
// since the session's epoch.

/** Fields that stand before the body. */
export const HEADER = {
  /** One of GATEWAY_REQUEST or GATEWAY_EVENT, or a kind of the venue protocol (REQUEST_*, ANSWER_*). */
  kind: 0,
  /** Grows by one from message to message of a link, from 1: a missing one is seen. */
  sequence: 1,
  /** Number of the instrument in the session; -1 for none. */
  market: 2,
  /** When it was handed over. */
  sentNs: 3,
  /** Bytes of text behind the body. */
  textBytes: 4,
  /** 1 when the text goes on in the next message of the same kind; see ReportReader. */
  more: 5,
  /**
   * 1 when the text of an answer is the JSON of an AccountState: how the account of ANSWER.account stands
   * after what the answer tells. Both are one event, as nothing may be seen between them.
   */
  account: 6,
} as const;
export const HEADER_FIELDS = 8;
export const REQUEST_BYTES: number = (HEADER_FIELDS + REQUEST_FIELDS) * 8;
export const EVENT_BYTES: number = (HEADER_FIELDS + ANSWER_FIELDS) * 8;
/** Longest text of a message. */
export const TEXT_BYTES_MAX = 65_536;

/** Kinds of requests beyond those of the venue protocol. */
export const GATEWAY_REQUEST = {
  /** Text: JSON of a ReportRequest. Answered by a report. */
  report: 40,
} as const;

/** Kinds of events beyond those of the venue protocol. */
export const GATEWAY_EVENT = {
  /**
   * Text: JSON of a VenueReport; a long one comes in several messages, one behind the other. Orders it
   * tells of are as of `sentNs`: it knows of what was told before it, and of nothing else.
   */
  report: 50,
  /** The venue lives; sent when nothing else was for a while. */
  heartbeat: 51,
  /** The recording that a paper venue plays is over: no row comes after this. */
  end: 52,
} as const;
