// The status page of an engine: what a person may look at while it runs, in a file that other
// processes map. All little-endian. There are two copies of the text; the one that `version` names is
// whole, whatever happens to the engine.
//
//   0   magic "MXSTATUS"
//   8   u32 layout        12  u32 state: PAGE_LIVE, PAGE_CLOSED
//   16  u32 pid           20  u32 version: grows by one with each publication; copy = version & 1
//   24  f64 start time of the process, as the system counts it; 0 where it does not tell
//   32  f64 machine time of the last publication, ms (monotonic clock)
//   40  u32 room for the text of a copy, a multiple of 8
//   64  copy 0: u32 bytes of the text, u32 nothing, the text: JSON of a SessionStatus, UTF-8
//       copy 1: the same

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
  room: 40,
} as const;
export const HEAD_BYTES = 64;
/** Bytes before the text of a copy. */
export const COPY_HEAD = 8;

export const PAGE_LIVE = 1;
export const PAGE_CLOSED = 2;

/** The file's name in a session's folder. */
export const STATUS_FILE = "status";
