import type { ExtraColumn } from "@mexoms/core/internal";
import type { RowSink } from "@mexoms/sim/engine";
import type { RowBlock } from "../tape-file/row-block.ts";
import { RowSpool } from "./row-spool.ts";

interface Stream {
  readonly rank: number;
  readonly spool: RowSpool;
}

/**
 * Streams of rows, each in its own order of receipt, that become one: by local time, and on equal
 * times the stream with the lower rank first. All lie in temporary files next to `file`.
 */
export class RowStreams {
  readonly #file: string;
  readonly #streams = new Map<string, Stream>();
  #merged: RowSpool | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Streams of one tape all have the same extra columns. */
  open(name: string, rank: number, extraColumns: readonly ExtraColumn[] = []): RowSink {
    const known = this.#streams.get(name);
    if (known) return known.spool;
    const spool = new RowSpool(`${this.#file}.partial-${name}`, extraColumns);
    this.#streams.set(name, { rank, spool });
    return spool;
  }

  /** All rows in order of receipt, or undefined when there are none. */
  merge(): RowSpool | undefined {
    const streams = [...this.#streams.values()].filter(({ spool }) => spool.rows > 0);
    if (streams.length < 2) return streams[0]?.spool;
    const merged = new RowSpool(`${this.#file}.partial-merged`, streams[0]!.spool.extraColumns);
    this.#merged = merged;
    const cursors = streams
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ spool }) => new BlockCursor(spool.blocks()));
    for (;;) {
      let first: BlockCursor | undefined;
      for (const cursor of cursors) {
        if (cursor.block && (!first || cursor.localNs < first.localNs)) first = cursor;
      }
      if (!first) return merged;
      first.move(merged);
    }
  }

  close(): void {
    for (const { spool } of this.#streams.values()) spool.close();
    this.#streams.clear();
    this.#merged?.close();
    this.#merged = undefined;
  }
}

class BlockCursor {
  block: RowBlock | undefined;
  localNs = 0;
  #at = 0;
  readonly #blocks: Iterator<RowBlock>;

  constructor(blocks: Iterator<RowBlock>) {
    this.#blocks = blocks;
    this.#load();
  }

  move(to: RowSink): void {
    const block = this.block!;
    const at = this.#at++;
    to.push(
      block.event[at]!,
      block.exchNs[at]!,
      block.localNs[at]!,
      block.priceTicks[at]!,
      block.qtyLots[at]!,
      block.orderId?.[at],
      block.orderLots?.[at],
    );
    if (this.#at === block.length) this.#load();
    else this.localNs = block.localNs[this.#at]!;
  }

  #load(): void {
    const next = this.#blocks.next();
    this.block = next.done === true ? undefined : next.value;
    this.#at = 0;
    if (this.block) this.localNs = this.block.localNs[0]!;
  }
}
