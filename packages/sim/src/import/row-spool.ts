import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { fail } from "@mexoms/core/internal";
import type { ExtraColumn } from "@mexoms/core/internal";
import type { RowSink } from "@mexoms/sim/engine";
import { BLOCK_ROWS, RowBlock } from "../tape-file/row-block.ts";
import { writeAll } from "../tape-file/tape-writer.ts";

/**
 * Rows in order of receipt, in a temporary file: written once, then read as often as needed, a block
 * at a time. What has to be known of all rows before the first one goes on a tape is learned here.
 */
export class RowSpool implements RowSink {
  readonly #file: string;
  readonly #fd: number;
  readonly #lengths: number[] = [];
  readonly extraColumns: readonly ExtraColumn[];
  readonly #block: RowBlock;
  #newestExchNs = -Infinity;
  #newestLocalNs = -Infinity;
  #disorderNs = 0;
  #aheadNs = -Infinity;
  #firstExchNs: number = Number.NaN;
  #rows = 0;

  constructor(file: string, extraColumns: readonly ExtraColumn[]) {
    this.#file = file;
    this.extraColumns = extraColumns;
    this.#block = new RowBlock(BLOCK_ROWS, extraColumns);
    this.#fd = openSync(file, "w+");
  }

  get rows(): number {
    return this.#rows;
  }

  /** The farthest that an exchange time lies behind an earlier one. */
  get disorderNs(): number {
    return this.#disorderNs;
  }

  /** The farthest that an exchange time lies ahead of its local time; negative if none does. */
  get aheadNs(): number {
    return this.#aheadNs;
  }

  get firstExchNs(): number {
    return this.#firstExchNs;
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
    if (!(localNs >= this.#newestLocalNs)) fail(`local time goes back to ${localNs}`);
    if (this.#block.full) this.#flush();
    this.#block.push(event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots);
    this.#newestLocalNs = localNs;
    if (this.#rows++ === 0) this.#firstExchNs = exchNs;
    if (exchNs > this.#newestExchNs) this.#newestExchNs = exchNs;
    else if (this.#newestExchNs - exchNs > this.#disorderNs) {
      this.#disorderNs = this.#newestExchNs - exchNs;
    }
    if (exchNs - localNs > this.#aheadNs) this.#aheadNs = exchNs - localNs;
  }

  /** The rows in blocks, each good until the next one is asked for. No more rows may be added. */
  *blocks(): Generator<RowBlock> {
    this.#flush();
    const block = new RowBlock(BLOCK_ROWS, this.extraColumns);
    for (const [i, length] of this.#lengths.entries()) {
      const size = block.bytes.length;
      let done = 0;
      while (done < size) {
        const got = readSync(this.#fd, block.bytes, done, size - done, i * size + done);
        if (got === 0) fail(`the temporary file ${this.#file} was cut while in use`);
        done += got;
      }
      block.length = length;
      yield block;
    }
  }

  close(): void {
    closeSync(this.#fd);
    rmSync(this.#file, { force: true });
  }

  #flush(): void {
    if (this.#block.length === 0) return;
    writeAll(this.#fd, this.#block.bytes, null);
    this.#lengths.push(this.#block.length);
    this.#block.clear();
  }
}
