import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import type { Instrument } from "@mexoms/core";
import { TAPE_COLUMNS, TapeDigest } from "@mexoms/sim/engine";
import type { RowSink, TapeColumn, TapeSource } from "@mexoms/sim/engine";
import { encodeHeader } from "./header.ts";
import { RowBlock } from "./row-block.ts";
import { COLUMN_WIDTH } from "./layout.ts";

const COPY_LENGTH = 1 << 20;

/**
 * Writes a tape file row by row in bounded memory. The columns grow in part files beside it and are
 * joined by `finish`; the file gets its name in `publish`. `discard` removes whatever is left.
 */
export class TapeWriter implements RowSink {
  readonly file: string;
  readonly #block: RowBlock = new RowBlock();
  readonly #digest: TapeDigest = new TapeDigest(() => createHash("sha256"));
  readonly #parts: Map<TapeColumn, number> = new Map();
  #rows = 0;

  constructor(file: string) {
    this.file = file;
    for (const column of TAPE_COLUMNS) {
      this.#parts.set(column, openSync(this.#partName(column), "w+"));
    }
  }

  get rows(): number {
    return this.#rows + this.#block.length;
  }

  push(event: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void {
    if (this.#block.full) this.#flush();
    this.#block.push(event, exchNs, localNs, priceTicks, qtyLots);
  }

  /** Writes the tape under its temporary name. Returns its digest. */
  finish(instrument: Instrument, epochNs: bigint, source: TapeSource): string {
    this.#flush();
    const sums = this.#digest.finish(instrument.spec, epochNs, this.#rows);
    const header = encodeHeader({
      spec: instrument.spec,
      source,
      epochNs,
      rows: this.#rows,
      digest: sums.digest,
      columnSums: sums.columns,
    });
    const fd = openSync(this.#partName("whole"), "w");
    try {
      writeAll(fd, header.bytes, 0);
      for (const [i, column] of TAPE_COLUMNS.entries()) {
        const length = this.#rows * COLUMN_WIDTH[column];
        copy(this.#parts.get(column)!, fd, header.offsets[i]!, length);
      }
    } finally {
      closeSync(fd);
    }
    return sums.digest;
  }

  /** Gives the finished tape its name, in one step. */
  publish(): void {
    renameSync(this.#partName("whole"), this.file);
    this.discard();
  }

  discard(): void {
    for (const [column, fd] of this.#parts) {
      closeSync(fd);
      rmSync(this.#partName(column), { force: true });
    }
    this.#parts.clear();
    rmSync(this.#partName("whole"), { force: true });
  }

  #partName(part: TapeColumn | "whole"): string {
    return `${this.file}.partial-${part}`;
  }

  #flush(): void {
    const rows = this.#block.rows();
    this.#digest.update(rows);
    for (const column of TAPE_COLUMNS) {
      const values = rows[column];
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      writeAll(this.#parts.get(column)!, bytes, null);
    }
    this.#rows += this.#block.length;
    this.#block.clear();
  }
}

/** Writes all bytes, at `position` or at the end (null). */
export function writeAll(fd: number, bytes: Uint8Array, position: number | null): void {
  let done = 0;
  while (done < bytes.length) {
    const at = position === null ? null : position + done;
    done += writeSync(fd, bytes, done, bytes.length - done, at);
  }
}

function copy(from: number, to: number, toAt: number, length: number): void {
  const bytes = Buffer.allocUnsafe(Math.min(COPY_LENGTH, length));
  let done = 0;
  while (done < length) {
    const got = readSync(from, bytes, 0, Math.min(bytes.length, length - done), done);
    writeAll(to, bytes.subarray(0, got), toAt + done);
    done += got;
  }
}
