import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { endianness } from "node:os";
import { DataError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import { blocksOf, type Tape, TapeDigest, type TapeReader } from "@mexoms/sim/engine";
import { systemProblem } from "../system-error.ts";
import { BlockPool, type Lease } from "./block-pool.ts";
import { decodeHeader, findIndex } from "./header.ts";
import { HEADER_LENGTH } from "./layout.ts";

export interface OpenTapeOptions {
  /**
   * Read all rows now and check that the tape's digest is theirs: takes longer than a run. Without
   * it, header and index are checked now, and each block against its checksum when it is first read.
   */
  readonly verify: boolean;
}

/**
 * Opens a tape file. Its rows stay in the file and are read in blocks, by each run anew and in memory
 * that does not grow with the file, which must stay as it is. No file is held open in between.
 * Throws DataError naming what is wrong.
 */
export function openTape(file: string, options: OpenTapeOptions): Tape {
  if (endianness() !== "LE") fail("tape files are little-endian, this machine is not");
  const { header, index, stats } = readHeader(file);
  const { instrument, source, epochNs, rowCount, digest, extraColumns, ...blocks } = decodeHeader(
    header,
    index,
    file,
  );
  const pool = new BlockPool({ file, stats, blocks, extraColumns });
  const tape: Tape = {
    instrument,
    epochNs,
    rowCount,
    extraColumns,
    index: blocks.index,
    digest,
    source,
    open: () => openReader(pool),
  };
  if (options.verify) verify(tape, file);
  return tape;
}

function openReader(pool: BlockPool): TapeReader {
  pool.enter();
  let lease: Lease | undefined;
  const giveBack = (): void => {
    if (lease) pool.release(lease);
    lease = undefined;
  };
  return {
    rows: (block) => {
      giveBack();
      lease = pool.lease(block);
      return lease.rows;
    },
    close: () => {
      giveBack();
      pool.leave();
    },
  };
}

function verify(tape: Tape, file: string): void {
  const digest = new TapeDigest(() => createHash("sha256"), tape.extraColumns);
  for (const rows of blocksOf(tape)) digest.update(rows);
  if (digest.finish(tape.instrument.spec, tape.epochNs, tape.rowCount) !== tape.digest) {
    throw new DataError({ file, field: "digest" }, "is not that of the rows: import it again");
  }
}

interface HeaderBytes {
  readonly header: Buffer;
  readonly index: Buffer<ArrayBuffer>;
  readonly stats: Stats;
}

function readHeader(file: string): HeaderBytes {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    throw new DataError({ file }, `cannot be opened: ${systemProblem(error)}`);
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new DataError({ file }, "is not a file");
    const header = readAt(fd, 0, Math.min(HEADER_LENGTH, stats.size), file);
    const { at, length } = findIndex(header, file);
    const end = at + length;
    if (stats.size !== end) {
      const problem = stats.size < end ? "cut short" : "followed by foreign bytes";
      throw new DataError({ file }, `${problem}: ${stats.size} bytes, ${end} expected`);
    }
    return { header, index: readAt(fd, at, length, file), stats };
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, at: number, length: number, file: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(length); // its own memory, at offset 0
  let done = 0;
  while (done < length) {
    const got = readSync(fd, bytes, done, length - done, at + done);
    if (got === 0) throw new DataError({ file }, "became shorter while it was read");
    done += got;
  }
  return bytes;
}
