import { FILE_HEADER_BYTES, type FileKind } from "../memory/shared-file.ts";

// The status page of an engine: what a person may look at while it runs, readable by any process,
// also when the engine is gone. There are two copies of the text; the one that `version` names is
// whole, whatever happens to the engine while it writes the other one.
//
//   0   the header of all shared files; its heartbeat is the time of the last publication
//   64  u32 version: grows by one with each publication; copy = version & 1
//   68  u32 room for the text of a copy, a multiple of 8
//   72  copy 0: u32 bytes of the text, u32 nothing, the text: JSON of a SessionStatus, UTF-8
//       copy 1: the same

export const STATUS_KIND: FileKind = { name: "status page", magic: "mx-statu", version: 1 };
/** Places of 32-bit words. */
export const STATUS_WORD = {
  version: 16,
  room: 17,
} as const;
export const COPIES_START: number = FILE_HEADER_BYTES + 8;
/** Bytes before the text of a copy. */
export const COPY_HEAD = 8;

/** The file's name in a session's folder. */
export const STATUS_FILE = "status";
