import { Instrument, type InstrumentSpec } from "@mexoms/core";
import type { ExtraColumn, MarketRows } from "@mexoms/core/internal";
import type { MemoryTape, Tape, TapeSource } from "@mexoms/sim/engine";
import { blocksOf, copyRows, memoryTape, sliceRows } from "@mexoms/sim/trial-run";
import { aligned, blockLength, blockRows } from "../tape-file/layout.ts";
import { BLOCK_ROWS } from "../tape-file/row-block.ts";

/**
 * A tape in memory that several threads see. It may be posted to a thread, which opens it without a
 * copy of the rows; nobody writes to it.
 */
export interface SharedTape {
  readonly instrument: InstrumentSpec;
  readonly epochNs: bigint;
  readonly extraColumns: readonly ExtraColumn[];
  readonly digest: string;
  readonly source: TapeSource;
  /** Blocks one after the other, each laid out as in a tape file. */
  readonly memory: SharedArrayBuffer;
  /** Rows of each block. */
  readonly blocks: readonly number[];
}

/** Reads a tape into memory for threads, once. */
export function shareTape(tape: Tape): SharedTape {
  const { instrument, epochNs, extraColumns, digest, source, index } = tape;
  const blocks = [...index.rows].flatMap(pieces);
  const bytes = blocks.reduce((sum, rows) => sum + bytesOf(rows, extraColumns), 0);
  const memory = new SharedArrayBuffer(bytes);
  const views = viewsOf({ memory, blocks, extraColumns });
  let next = 0;
  for (const rows of blocksOf(tape)) {
    let at = 0;
    for (const count of pieces(rows.event.length)) {
      copyRows(sliceRows(rows, at, at + count), views[next]!, 0);
      at += count;
      next += 1;
    }
  }
  return { instrument: instrument.spec, epochNs, extraColumns, digest, source, memory, blocks };
}

/** The tape over the shared memory. */
export function openSharedTape(shared: SharedTape): MemoryTape {
  const { epochNs, extraColumns, digest, source } = shared;
  const instrument = new Instrument(shared.instrument);
  return memoryTape({ instrument, epochNs, extraColumns, digest, source }, viewsOf(shared));
}

/** Sizes of the blocks that a number of rows is kept in: small, so that a core's own cache has one. */
function pieces(rows: number): number[] {
  const whole = Array.from({ length: Math.floor(rows / BLOCK_ROWS) }, () => BLOCK_ROWS);
  const rest = rows % BLOCK_ROWS;
  return rest === 0 ? whole : [...whole, rest];
}

function bytesOf(rows: number, extraColumns: readonly ExtraColumn[]): number {
  return aligned(blockLength(rows, extraColumns.length));
}

function viewsOf({
  memory,
  blocks,
  extraColumns,
}: Pick<SharedTape, "memory" | "blocks" | "extraColumns">): MarketRows[] {
  let at = 0;
  return blocks.map((rows) => {
    const view = blockRows(memory, rows, extraColumns, at);
    at += bytesOf(rows, extraColumns);
    return view;
  });
}
