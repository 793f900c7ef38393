import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { crc32 } from "node:zlib";
import { DataError } from "@mexoms/core";
import { type ExtraColumn, fail, type MarketRows } from "@mexoms/core/internal";
import { systemProblem } from "../system-error.ts";
import type { FileBlocks } from "./header.ts";
import { blockLength, blockRows } from "./layout.ts";

/** Blocks beyond one a reader that stay in memory, for a reader that is a little behind another. */
const SPARE = 2;

/** A block in memory. */
export interface Lease {
  readonly rows: MarketRows;
}

interface Slot extends Lease {
  rows: MarketRows;
  memory: ArrayBuffer;
  block: number;
  leases: number;
  used: number;
}

/**
 * The blocks of a tape file that are in memory: those that its readers hold, and a few more. Memory
 * is used again once no reader holds it, so it does not grow with the file. The file is open as long
 * as there are readers. Each block's checksum is checked when it is read for the first time.
 */
export class BlockPool {
  readonly #file: string;
  readonly #blocks: FileBlocks;
  readonly #extraColumns: readonly ExtraColumn[];
  readonly #stats: Stats;
  readonly #sound: Uint8Array;
  #slots: Slot[] = [];
  #readers = 0;
  #fd = -1;
  #clock = 0;

  constructor(options: {
    file: string;
    /** Of the file when its header was read: it must still be the same one. */
    stats: Stats;
    blocks: FileBlocks;
    extraColumns: readonly ExtraColumn[];
  }) {
    this.#file = options.file;
    this.#stats = options.stats;
    this.#blocks = options.blocks;
    this.#extraColumns = options.extraColumns;
    this.#sound = new Uint8Array(options.blocks.offsets.length);
  }

  enter(): void {
    if (this.#readers === 0) this.#fd = openSame(this.#file, this.#stats);
    this.#readers += 1;
  }

  leave(): void {
    this.#readers -= 1;
    if (this.#readers > 0) return;
    closeSync(this.#fd);
    this.#slots = [];
  }

  /** A block, in memory until it is given back by `release`. */
  lease(block: number): Lease {
    this.#clock += 1;
    let slot = this.#slots.find((each) => each.block === block);
    slot ??= this.#load(block);
    slot.leases += 1;
    slot.used = this.#clock;
    return slot;
  }

  release(lease: Lease): void {
    const slot = this.#slots.find((each) => each === lease);
    if (slot) slot.leases -= 1;
  }

  #load(block: number): Slot {
    const rows = this.#blocks.index.rows[block];
    if (rows === undefined) fail(`${this.#file} has no block ${block}`);
    const slot = this.#freeSlot();
    slot.block = -1; // until it is whole
    const length = blockLength(rows, this.#extraColumns.length);
    if (slot.memory.byteLength < length) {
      slot.memory = new ArrayBuffer(length);
      slot.rows = blockRows(slot.memory, rows, this.#extraColumns);
    } else if (slot.rows.event.length !== rows) {
      slot.rows = blockRows(slot.memory, rows, this.#extraColumns);
    }
    this.#read(block, new Uint8Array(slot.memory, 0, length));
    slot.block = block;
    return slot;
  }

  #freeSlot(): Slot {
    let oldest: Slot | undefined;
    for (const slot of this.#slots) {
      if (slot.leases === 0 && (!oldest || slot.used < oldest.used)) oldest = slot;
    }
    if (oldest && this.#slots.length >= this.#readers + SPARE) return oldest;
    const memory = new ArrayBuffer(0);
    const rows = blockRows(memory, 0, this.#extraColumns);
    const slot = { memory, rows, block: -1, leases: 0, used: 0 };
    this.#slots.push(slot);
    return slot;
  }

  #read(block: number, bytes: Uint8Array): void {
    const { offsets, checksums } = this.#blocks;
    const refuse = (problem: string): never => {
      const field = `block ${block + 1} of ${offsets.length}`;
      throw new DataError({ file: this.#file, field }, problem);
    };
    let done = 0;
    while (done < bytes.length) {
      const got = readSync(this.#fd, bytes, done, bytes.length - done, offsets[block]! + done);
      if (got === 0) refuse("the file became shorter while it was read: open it again");
      done += got;
    }
    if (this.#sound[block] === 1) return;
    if (crc32(bytes) !== checksums[block]) {
      refuse("its checksum does not match: the file is damaged, import it again");
    }
    this.#sound[block] = 1;
  }
}

function openSame(file: string, before: Stats): number {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    throw new DataError({ file }, `cannot be opened: ${systemProblem(error)}`);
  }
  const now = fstatSync(fd);
  if (now.ino === before.ino && now.size === before.size && now.mtimeMs === before.mtimeMs) {
    return fd;
  }
  closeSync(fd);
  throw new DataError({ file }, "has changed since it was opened: open it again");
}
