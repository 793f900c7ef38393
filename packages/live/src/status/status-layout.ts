// The status page of an engine: what a person may look at while it runs, in a file that other
// processes map. All little-endian. Two copies of the changing part: the one that `version` names is
// whole, whatever happens to the engine.
//
//   0   magic "MXSTATUS"
//   8   u32 layout        12  u32 state: LIVE, CLOSED
//   16  u32 pid           20  u32 version: grows by one with each publication, copy = version & 1
//   24  f64 start time of the process, as the system counts it; 0 where it does not tell
//   32  f64 machine time of the last publication, ms (monotonic clock)
//   40  u32 bytes of the description   44  u32 numbers   48  u32 bytes of texts
//   64  description: JSON of a StatusDescription, to a multiple of 8
//       copy 0: numbers (f64 each), texts (UTF-8, zeros behind); copy 1: the same
//
// Numbers: STATUS_NUMBERS for the engine, then MARKET_NUMBERS for each instrument, then
// LATENCY_NUMBERS for each measured way. Texts: STATUS_TEXTS, then MARKET_TEXTS for each instrument.

export const STATUS_MAGIC = 0x5355_5441_5453_584dn; // "MXSTATUS"
export const STATUS_LAYOUT = 1;
export const HEAD = {
  magic: 0,
  layout: 8,
  state: 12,
  pid: 16,
  version: 20,
  processStart: 24,
  publishedMs: 32,
  descriptionBytes: 40,
  numbers: 44,
  textBytes: 48,
} as const;
export const HEAD_BYTES = 64;

export const PAGE_LIVE = 1;
export const PAGE_CLOSED = 2;

/** What an engine is doing, by number. */
export const PHASES = [
  "starting",
  "recovering",
  "reconciling",
  "trading",
  "suspended",
  "stopping",
  "stopped",
  "failed",
] as const;
export type Phase = (typeof PHASES)[number];

/** How a connection is, by number. */
export const LINK_STATES = ["none", "connecting", "connected", "lost"] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** What a book is worth, by number. */
export const BOOK_STATES = ["invalid", "valid", "gapped"] as const;
export type BookState = (typeof BOOK_STATES)[number];

/** Numbers of the engine. Counts are since it started; times are of the session, -1 for never. */
export const STATUS = {
  /** Place in PHASES. */
  phase: 0,
  nowNs: 1,
  /** Market rows and the inputs that brought them. */
  rows: 2,
  inputs: 3,
  wakes: 4,
  submits: 5,
  cancels: 6,
  amends: 7,
  fills: 8,
  /** Orders that the venue refused, and those that risk denied. */
  rejects: 9,
  denials: 10,
  /** Orders that are not closed, by state. Those with a request under way stand in `asking`. */
  pending: 11,
  working: 12,
  partlyFilled: 13,
  asking: 14,
  /** Orders whose fate is not known; they count as exposure. */
  unknown: 15,
  journalSequence: 16,
  journalBytes: 17,
  /** Place in LINK_STATES; number of the generation; when it was heard last. */
  gateway: 18,
  generation: 19,
  heardNs: 20,
  /** Requests that found the way to the venue full. */
  backPressure: 21,
  /** When orders and positions were last found equal to the venue's, and what was not by then. */
  reconciledNs: 22,
  differences: 23,
  /** Place in LINK_STATES; the last journal record that JetStream has. */
  bus: 24,
  publishedSequence: 25,
  /** Times that rows were lost because the engine was too slow for its feed. */
  overruns: 26,
  // Written by `publish`: a second, over the last second or more.
  rowsPerSecond: 27,
  requestsPerSecond: 28,
  fillsPerSecond: 29,
} as const;
export const STATUS_NUMBERS = 32;

/** Numbers of an instrument. Times are of the session, -1 for never. */
export const MARKET = {
  bidTicks: 0,
  askTicks: 1,
  /** When the last row reached us, and when the venue sent it. */
  rowNs: 2,
  rowExchNs: 3,
  /** Place in BOOK_STATES. */
  book: 4,
  /** Signed: + long, - short. */
  positionLots: 5,
  openOrders: 6,
  openBuyLots: 7,
  openSellLots: 8,
  unknownOrders: 9,
  fills: 10,
  /** 1 while no order may leave; see the text `suspended`. */
  suspended: 11,
} as const;
export const MARKET_NUMBERS = 16;

/** Numbers of a measured way, in nanoseconds of the machine; see LatencyMeter. */
export const LATENCY = { count: 0, p50: 1, p99: 2, p999: 3, max: 4 } as const;
export const LATENCY_NUMBERS = 8;

/** A place of a text and its longest length in bytes. */
export interface TextSlot {
  readonly at: number;
  readonly bytes: number;
}

/** Texts of the engine: why it is in its phase, and what it complained of last. */
export const STATUS_TEXT = {
  why: { at: 0, bytes: 192 },
  complaint: { at: 192, bytes: 192 },
  /** Why the bus is not connected. Never an address. */
  bus: { at: 384, bytes: 128 },
} as const;
export const STATUS_TEXTS = 512;

/** Texts of an instrument: why it is suspended, and exact money in its settle currency. */
export const MARKET_TEXT = {
  suspended: { at: 0, bytes: 128 },
  realized: { at: 128, bytes: 48 },
  unrealized: { at: 176, bytes: 48 },
  fees: { at: 224, bytes: 48 },
  equity: { at: 272, bytes: 48 },
} as const;
export const MARKET_TEXTS = 320;
