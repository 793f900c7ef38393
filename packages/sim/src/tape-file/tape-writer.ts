import { createHash } from "node:crypto";
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Instrument } from "@mexoms/core";
import type { ExtraColumn, MarketRows } from "@mexoms/core/internal";
import { BlockIndexBuilder, TapeDigest } from "@mexoms/sim/engine";
import type { RowSink, TapeSource } from "@mexoms/sim/engine";
import { encodeHeader } from "./header.ts";
import { aligned, HEADER_LENGTH } from "./layout.ts";
import { BLOCK_ROWS, RowBlock } from "./row-block.ts";

export interface TapeWriterOptions {
  /** Columns beyond those of every tape; none unless given. */
  readonly extraColumns?: readonly ExtraColumn[];
  /** Rows of each block but the last. What a tape is does not depend on it. */
  readonly blockRows?: number;
}

/**
 * Writes a tape file row by row or in pieces of rows, in bounded memory, under a temporary name. The
 * file gets its own name in `publish`. `discard` removes whatever is left.
 */
export class TapeWriter implements RowSink {
  readonly file: string;
  readonly #block: RowBlock;
  readonly #digest: TapeDigest;
  readonly #index: BlockIndexBuilder = new BlockIndexBuilder();
  readonly #extraColumns: readonly ExtraColumn[];
  readonly #offsets: number[] = [];
  readonly #checksums: number[] = [];
  #fd: number;
  #end: number = HEADER_LENGTH;
  #rows = 0;

  constructor(file: string, options: TapeWriterOptions = {}) {
    this.file = file;
    this.#extraColumns = options.extraColumns ?? [];
    this.#block = new RowBlock(options.blockRows ?? BLOCK_ROWS, this.#extraColumns);
    this.#digest = new TapeDigest(() => createHash("sha256"), this.#extraColumns);
    this.#fd = openSync(this.#partial, "w");
  }

  get rows(): number {
    return this.#rows + this.#block.length;
  }

  push(
    event: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
    orderId?: number,
    orderLots?: number,
  ): void {
    if (this.#block.full) this.#flush();
    this.#block.push(event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots);
  }

  /** Adds rows in the order of a tape. They must have all columns of the file. */
  append(rows: MarketRows): void {
    for (let at = 0; at < rows.event.length;) {
      if (this.#block.full) this.#flush();
      at = this.#block.fill(rows, at);
    }
  }

  /** Completes the tape under its temporary name. Returns its digest. */
  finish(instrument: Instrument, epochNs: bigint, source: TapeSource): string {
    this.#flush();
    const digest = this.#digest.finish(instrument.spec, epochNs, this.#rows);
    const at = aligned(this.#end);
    const { header, index } = encodeHeader(
      {
        spec: instrument.spec,
        source,
        epochNs,
        rowCount: this.#rows,
        digest,
        extraColumns: this.#extraColumns,
        index: this.#index.finish(),
        offsets: this.#offsets,
        checksums: Uint32Array.from(this.#checksums),
      },
      at,
    );
    writeAll(this.#fd, index, at);
    writeAll(this.#fd, header, 0);
    return digest;
  }

  /** Gives the finished tape its name, in one step. */
  publish(): void {
    renameSync(this.#partial, this.file);
    this.discard();
  }

  discard(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#fd = -1;
    rmSync(this.#partial, { force: true });
  }

  get #partial(): string {
    return `${this.file}.partial`;
  }

  #flush(): void {
    const block = this.#block;
    if (block.length === 0) return;
    const rows = block.rows();
    this.#digest.update(rows);
    this.#index.add(rows);
    const bytes = block.full ? block.bytes : this.#packed(rows);
    const at = aligned(this.#end);
    writeAll(this.#fd, bytes, at);
    this.#offsets.push(at);
    this.#checksums.push(crc32(bytes));
    this.#end = at + bytes.length;
    this.#rows += block.length;
    block.clear();
  }

  // The columns of a block that is not full lie closer together than those of the block in memory.
  #packed(rows: MarketRows): Uint8Array {
    const packed = new RowBlock(rows.event.length, this.#extraColumns);
    packed.fill(rows, 0);
    return packed.bytes;
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
