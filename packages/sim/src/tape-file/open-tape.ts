import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { endianness } from "node:os";
import { DataError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import { TAPE_COLUMNS } from "@mexoms/sim/engine";
import type { Tape } from "@mexoms/sim/engine";
import { decodeHeader } from "./header.ts";
import { systemProblem } from "../system-error.ts";
import { COLUMN_WIDTH } from "./layout.ts";

const READ_LIMIT = 1 << 30; // one read call takes less than 2^31 bytes

export interface OpenTapeOptions {
  /** Also check the checksum of every column: takes longer than the rest of opening. */
  readonly verify: boolean;
}

/**
 * Opens a tape file: one read, no parsing, the columns are views of the file's bytes. Magic, version,
 * length and the header's checksum are always checked. Throws DataError naming what is wrong.
 */
export function openTape(file: string, options: OpenTapeOptions): Tape {
  if (endianness() !== "LE") fail("tape files are little-endian, this machine is not");
  const bytes = readWhole(file);
  const header = decodeHeader(bytes, file);
  if (bytes.length !== header.end) {
    const problem = bytes.length < header.end ? "cut short" : "followed by foreign bytes";
    throw new DataError({ file }, `${problem}: ${bytes.length} bytes, ${header.end} expected`);
  }
  if (options.verify) {
    for (const [i, column] of TAPE_COLUMNS.entries()) {
      const at = header.offsets[i]!;
      const part = bytes.subarray(at, at + header.rows * COLUMN_WIDTH[column]);
      if (!createHash("sha256").update(part).digest().equals(header.columnSums[i]!)) {
        throw new DataError({ file, field: column }, "the column's checksum does not match");
      }
    }
  }
  const [exchNs, localNs, qtyLots, priceTicks, event] = header.offsets as [
    number,
    number,
    number,
    number,
    number,
  ];
  const { buffer } = bytes;
  return {
    instrument: header.instrument,
    epochNs: header.epochNs,
    rows: {
      event: new Uint8Array(buffer, event, header.rows),
      exchNs: new Float64Array(buffer, exchNs, header.rows),
      localNs: new Float64Array(buffer, localNs, header.rows),
      priceTicks: new Int32Array(buffer, priceTicks, header.rows),
      qtyLots: new Float64Array(buffer, qtyLots, header.rows),
    },
    digest: header.digest,
    source: header.source,
  };
}

function readWhole(file: string): Buffer {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    throw new DataError({ file }, `cannot be opened: ${systemProblem(error)}`);
  }
  try {
    if (!fstatSync(fd).isFile()) throw new DataError({ file }, "is not a file");
    const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size); // its own memory, at offset 0
    let at = 0;
    while (at < bytes.length) {
      const got = readSync(fd, bytes, at, Math.min(READ_LIMIT, bytes.length - at), at);
      if (got === 0) throw new DataError({ file }, `became shorter while it was read`);
      at += got;
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}
