import { ConfigError } from "@mexoms/core";
import {
  type MarketRows,
  NEVER,
  ROW_EXCH,
  type ROW_LOCAL,
  type RowFeed,
  rowWakes,
  WAKE_BOOK,
  WAKE_TRADE,
} from "@mexoms/core/internal";
import { newRows } from "./row-memory.ts";
import { lastTime } from "./sequence-ends.ts";
import type { Tape, TapeReader } from "./tape.ts";

/** Longest run whose times are exact doubles. */
const MAX_SPAN_NS = Number.MAX_SAFE_INTEGER;

/**
 * A place in the tapes of one instrument, on one of their two sequences: ROW_EXCH (the exchange's)
 * or ROW_LOCAL (ours). Tapes follow each other in time, and a tape's blocks follow each other. The
 * cursor holds one block at a time; before the first one is read it stands at the end of no rows.
 */
export class TapeCursor implements RowFeed {
  /** The block that the cursor stands in; good until the next one. */
  rows: MarketRows = newRows(0, []);
  offsetNs: number;
  /** Next row to look at; it may belong to the other sequence. */
  index = 0;
  untilNs = 0;
  /** Time of the row that `findRow` found, NEVER when there was none. */
  rowNs: number = NEVER;
  /** Time of the row that `findWake` found, NEVER when there was none. */
  wakeNs: number = NEVER;
  /**
   * Latest time of the tapes before this one, relative to the run's epoch. Rows that a later tape
   * received happened no earlier, whatever they say: exchange times may overlap between tapes.
   */
  floorNs: number = Number.NEGATIVE_INFINITY;
  #rowsBefore = 0; // of the blocks before this one
  #tape = 0;
  #block = -1;
  #reader: TapeReader | undefined;
  #wakeMask = 0;
  #wakeTape = 0;
  #wakeBlock = -1;
  #wakeIndex = 0;
  readonly #tapes: readonly Tape[];
  readonly #offsetsNs: readonly number[];
  readonly #flag: typeof ROW_EXCH | typeof ROW_LOCAL;

  constructor(tapes: readonly Tape[], epochNs: bigint, flag: typeof ROW_EXCH | typeof ROW_LOCAL) {
    if (tapes.length === 0) throw new ConfigError("tape", "an instrument needs at least one tape");
    this.#tapes = tapes;
    this.#offsetsNs = tapes.map((tape) => relative(tape.epochNs, epochNs));
    this.#flag = flag;
    this.offsetNs = this.#offsetsNs[0]!;
  }

  /** Rows that were looked at so far, of both sequences. */
  get passed(): number {
    return this.#rowsBefore + this.index;
  }

  get atEnd(): boolean {
    return this.index >= this.rows.event.length;
  }

  /** Goes on to the next block, of this tape or the next. False when this was the last one. */
  nextBlock(): boolean {
    let tape = this.#tapes[this.#tape]!;
    if (this.#block + 1 >= tape.index.rows.length) {
      const next = this.#tapes[this.#tape + 1];
      if (!next) return false;
      this.floorNs = Math.max(this.floorNs, lastTime(tape.index, this.#flag) + this.offsetNs);
      this.close();
      tape = next;
      this.#tape += 1;
      this.#block = -1;
      this.offsetNs = this.#offsetsNs[this.#tape]!;
    }
    this.#rowsBefore += this.rows.event.length;
    this.#reader ??= tape.open();
    this.#rowsBefore += this.rows.event.length;
    this.rows = this.#reader.rows(this.#block + 1);
    this.#block += 1;
    this.index = 0;
    return true;
  }

  /** Lets go of the tape. The cursor may not go on after it. */
  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  /** Whether a row of this sequence is still to come. */
  hasNext(): boolean {
    do {
      const { event } = this.rows;
      while (this.index < event.length) {
        if ((event[this.index]! & this.#flag) !== 0) return true;
        this.index += 1;
      }
    } while (this.nextBlock());
    return false;
  }

  /** Sets `rowNs` to the next row of this sequence. */
  findRow(): void {
    const { event } = this.rows;
    const isHere = this.index < event.length && (event[this.index]! & this.#flag) !== 0;
    if (!isHere && !this.hasNext()) {
      this.rowNs = NEVER;
      return;
    }
    const times = this.#flag === ROW_EXCH ? this.rows.exchNs : this.rows.localNs;
    const at = times[this.index]! + this.offsetNs;
    this.rowNs = at > this.floorNs ? at : this.floorNs;
  }

  /** Time of the next row of this sequence, NEVER at the end. */
  nextNs(): number {
    this.findRow();
    return this.rowNs;
  }

  /** Sets `wakeNs` to the next row that wakes a strategy that asked for `mask`. */
  findWake(mask: number): void {
    this.wakeNs = NEVER;
    if (mask === 0) return;
    const behind =
      this.#wakeTape < this.#tape ||
      (this.#wakeTape === this.#tape && this.#wakeBlock < this.#block) ||
      this.#wakeMask !== mask;
    if (behind) {
      this.#wakeMask = mask;
      this.#wakeTape = this.#tape;
      this.#wakeBlock = this.#block;
      this.#wakeIndex = this.index;
    }
    if (this.#wakeBlock === this.#block && this.#wakeTape === this.#tape) {
      if (this.#wakeIndex < this.index) this.#wakeIndex = this.index;
      const { event, localNs } = this.rows;
      const length = event.length;
      let i = this.#wakeIndex;
      while (i < length && !((event[i]! & this.#flag) !== 0 && rowWakes(event[i]!, mask))) i += 1;
      this.#wakeIndex = i;
      if (i < length) {
        this.wakeNs = localNs[i]! + this.offsetNs;
        return;
      }
      this.#wakeBlock += 1;
    }
    this.#findWakeBlock();
  }

  /** Looks for the wake beyond the block in hand. The index tells it, so that no block is read ahead. */
  #findWakeBlock(): void {
    const trades = (this.#wakeMask & WAKE_TRADE) !== 0;
    const others = (this.#wakeMask & WAKE_BOOK) !== 0;
    for (; this.#wakeTape < this.#tapes.length; this.#wakeTape += 1, this.#wakeBlock = 0) {
      const { firstTradeNs, firstOtherNs } = this.#tapes[this.#wakeTape]!.index;
      for (; this.#wakeBlock < firstTradeNs.length; this.#wakeBlock += 1) {
        const at = this.#wakeBlock;
        const first = Math.min(
          trades ? firstTradeNs[at]! : Infinity,
          others ? firstOtherNs[at]! : Infinity,
        );
        if (first === Infinity) continue;
        this.#wakeIndex = 0;
        this.wakeNs = first + this.#offsetsNs[this.#wakeTape]!;
        return;
      }
    }
  }
}

function relative(tapeNs: bigint, epochNs: bigint): number {
  const offset = Number(tapeNs - epochNs);
  if (Math.abs(offset) > MAX_SPAN_NS) {
    throw new ConfigError("tape", "the tapes of one run lie more than 104 days apart");
  }
  return offset;
}
