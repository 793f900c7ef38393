// What stands in a journal. A record has a kind, the session's time, and a payload at a multiple of
// 8 bytes; see journal layout. JSON is UTF-8 without line breaks.

/** Inputs of the kernel, in the order in which it takes them. */
export const INPUT = {
  /** JSON of a SessionStart. A fresh kernel begins here. */
  start: 1,
  /**
   * Market rows of one instrument that reached us at the record's time. f64 market, f64 rows, f64
   * time at which the feed had them; then for each row f64 exchNs, f64 qtyLots, i32 priceTicks, u32
   * event byte.
   */
  rows: 2,
  /** Timers are due at the record's time. No payload. */
  timer: 3,
  /** An event of a venue: the message as in link/messages.ts, header, body and text. */
  event: 4,
  /** JSON of a KernelCommand. */
  command: 5,
  /** The session ends in order. JSON: { why }. */
  stop: 6,
} as const;

/** What the kernel made of them; compared when a journal is replayed. */
export const OUTPUT = {
  /** A request on its way: the message as in link/messages.ts. Written before it leaves. */
  request: 20,
  /** Text: topic, a tab, and what the strategy explained. */
  explain: 21,
} as const;

/** About the journal itself and its recovery. */
export const MARK = {
  /** JSON of a KernelState: all records before it can be forgotten for a restart. */
  snapshot: 40,
  /** A restart begins; events up to the next start tell what happened meanwhile. JSON: { why }. */
  recovery: 41,
  /** JSON of the SessionStart of the session that goes on, without its opening: before a snapshot in
   * a segment that does not have the session's first record. */
  session: 42,
} as const;
