import { ConfigError } from "@mexoms/core";
import type { MarketRows } from "@mexoms/core/internal";
import { BlockIndexBuilder } from "./block-index.ts";
import { blocksOf } from "./blocks-of.ts";
import { copyRows, newRows, sliceRows } from "./row-memory.ts";
import type { Tape } from "./tape.ts";

type TapeFacts = Pick<Tape, "instrument" | "epochNs" | "extraColumns" | "digest" | "source">;

/** A tape whose rows are all in memory and stay as they are. */
export interface MemoryTape extends Tape {
  readonly blocks: readonly MarketRows[];
}

/** A tape of blocks in memory, which it keeps. They must not change as long as it is in use. */
export function memoryTape(facts: TapeFacts, blocks: readonly MarketRows[]): MemoryTape {
  const index = new BlockIndexBuilder();
  for (const rows of blocks) index.add(rows);
  const { instrument, epochNs, extraColumns, digest, source } = facts;
  return {
    instrument,
    epochNs,
    extraColumns,
    rowCount: blocks.reduce((sum, rows) => sum + rows.event.length, 0),
    index: index.finish(),
    digest,
    source,
    blocks,
    open: () => ({ rows: (block) => blocks[block]!, close: () => undefined }),
  };
}

/** All rows of a tape as one piece of memory: some 29 bytes each. */
export function allRows(tape: Tape): MarketRows {
  const whole = newRows(tape.rowCount, tape.extraColumns);
  let at = 0;
  for (const rows of blocksOf(tape)) {
    copyRows(rows, whole, at);
    at += rows.event.length;
  }
  return whole;
}

/**
 * The same tape in memory, for runs that go over it often. In one block, or in blocks of `blockRows`.
 */
export function loadTape(tape: Tape, blockRows: number = Math.max(1, tape.rowCount)): MemoryTape {
  if (!Number.isSafeInteger(blockRows) || blockRows < 1) {
    throw new ConfigError("blockRows", `${blockRows} is not a whole number above zero`);
  }
  const whole = allRows(tape);
  const blocks: MarketRows[] = [];
  for (let at = 0; at < tape.rowCount; at += blockRows) {
    blocks.push(sliceRows(whole, at, at + blockRows));
  }
  return memoryTape(tape, blocks);
}
