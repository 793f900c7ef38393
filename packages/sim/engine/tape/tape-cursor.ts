import { ConfigError } from "@mexoms/core";
import {
  type MarketRows,
  NEVER,
  type ROW_EXCH,
  type ROW_LOCAL,
  type RowFeed,
  rowWakes,
} from "@mexoms/core/internal";
import { lastTime, timesOf } from "./sequence-ends.ts";
import type { Tape } from "./tape.ts";

/** Longest run whose times are exact doubles. */
const MAX_SPAN_NS = Number.MAX_SAFE_INTEGER;

/**
 * A place in the tapes of one instrument, on one of their two sequences: ROW_EXCH (the exchange's)
 * or ROW_LOCAL (ours). Tapes follow each other in time.
 */
export class TapeCursor implements RowFeed {
  rows: MarketRows;
  offsetNs: number;
  /** Next row to look at; it may belong to the other sequence. */
  index = 0;
  untilNs = 0;
  /** Time of the row that `findWake` found, NEVER when there was none. */
  wakeNs: number = NEVER;
  /**
   * Latest time of the tapes before this one, relative to the run's epoch. Rows that a later tape
   * received happened no earlier, whatever they say: exchange times may overlap between tapes.
   */
  floorNs: number = Number.NEGATIVE_INFINITY;
  #rowsBefore = 0; // of the tapes before this one
  #tape = 0;
  #wakeTape = 0;
  #wakeIndex = 0;
  readonly #tapes: readonly Tape[];
  readonly #epochNs: bigint;
  readonly #flag: typeof ROW_EXCH | typeof ROW_LOCAL;

  constructor(tapes: readonly Tape[], epochNs: bigint, flag: typeof ROW_EXCH | typeof ROW_LOCAL) {
    const first = tapes[0];
    if (!first) throw new ConfigError("tape", "an instrument needs at least one tape");
    this.#tapes = tapes;
    this.#epochNs = epochNs;
    this.#flag = flag;
    this.rows = first.rows;
    this.offsetNs = relative(first.epochNs, epochNs);
  }

  /** Rows that were looked at so far, of both sequences. */
  get passed(): number {
    return this.#rowsBefore + this.index;
  }

  get atEnd(): boolean {
    return this.index >= this.rows.event.length;
  }

  /** Goes on to the next tape. False when this was the last one. */
  nextTape(): boolean {
    const tape = this.#tapes[this.#tape + 1];
    if (!tape) return false;
    this.#tape += 1;
    this.#rowsBefore += this.rows.event.length;
    this.floorNs = Math.max(this.floorNs, lastTime(this.rows, this.#flag) + this.offsetNs);
    this.rows = tape.rows;
    this.offsetNs = relative(tape.epochNs, this.#epochNs);
    this.index = 0;
    return true;
  }

  /** Whether a row of this sequence is still to come. */
  hasNext(): boolean {
    do {
      const { event } = this.rows;
      while (this.index < event.length) {
        if ((event[this.index]! & this.#flag) !== 0) return true;
        this.index += 1;
      }
    } while (this.nextTape());
    return false;
  }

  /** Time of the next row of this sequence, NEVER at the end. */
  nextNs(): number {
    if (!this.hasNext()) return NEVER;
    const times = timesOf(this.rows, this.#flag);
    return Math.max(times[this.index]! + this.offsetNs, this.floorNs);
  }

  /** Sets `wakeNs` to the next row that wakes a strategy that asked for `mask`. */
  findWake(mask: number): void {
    this.wakeNs = NEVER;
    if (mask === 0) return;
    if (this.#wakeTape < this.#tape) {
      this.#wakeTape = this.#tape;
      this.#wakeIndex = this.index;
    } else if (this.#wakeTape === this.#tape && this.#wakeIndex < this.index) {
      this.#wakeIndex = this.index;
    }
    for (; this.#wakeTape < this.#tapes.length; this.#wakeTape += 1, this.#wakeIndex = 0) {
      const tape = this.#tapes[this.#wakeTape]!;
      const { event, localNs } = tape.rows;
      let i = this.#wakeIndex;
      while (i < event.length && !((event[i]! & this.#flag) !== 0 && rowWakes(event[i]!, mask))) {
        i += 1;
      }
      this.#wakeIndex = i;
      if (i >= event.length) continue;
      const here = this.#wakeTape === this.#tape;
      this.wakeNs = localNs[i]! + (here ? this.offsetNs : relative(tape.epochNs, this.#epochNs));
      return;
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
