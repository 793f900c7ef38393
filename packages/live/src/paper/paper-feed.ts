import {
  BUY,
  NEVER,
  ROW_BUY,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import type { TapeCursor } from "@mexoms/sim";
import type { Agent } from "../agent.ts";
import { type BookWriter, STAMP, STAMP_DOUBLES } from "../memory/book-writer.ts";
import type { RowRingWriter } from "../memory/row-ring.ts";
import { NO_SIDE, type TradeRingWriter } from "../memory/trade-ring.ts";

/** Rows of one market that are written at once: what else has to be done waits no longer. */
const ROWS_AT_ONCE = 8_192;

/** Where the market data of one instrument goes. */
export interface MarketMemory {
  readonly rows: RowRingWriter;
  readonly book: BookWriter;
  readonly trades: TradeRingWriter;
}

/**
 * Plays the rows of tapes as they were received, by the time of the session: into a ring of rows, a
 * book and a ring of trades for each instrument. Rows of one receipt time appear together.
 */
export class PaperFeed implements Agent {
  readonly role: string = "paper feed";
  readonly #markets: readonly MarketFeed[];

  constructor(markets: readonly { readonly cursor: TapeCursor; readonly memory: MarketMemory }[]) {
    this.#markets = markets.map(({ cursor, memory }) => new MarketFeed(cursor, memory));
  }

  /** All rows were written. */
  get isOver(): boolean {
    return this.#markets.every((market) => market.nextNs === NEVER);
  }

  /** Writes the rows that are due. Returns how many, not all of them when there are very many. */
  doWork(nowNs: number): number {
    let rows = 0;
    for (const market of this.#markets) if (market.nextNs <= nowNs) rows += market.write(nowNs);
    return rows;
  }

  /** Says that the feed lives; several times a second, also while no rows come. */
  beat(monoNs: number): void {
    for (const market of this.#markets) market.beat(monoNs);
  }

  close(): void {
    for (const market of this.#markets) market.close();
  }
}

class MarketFeed {
  /** Receipt time of the next row, NEVER at the end. A double from the start: it never is an object. */
  nextNs: number = NEVER;
  readonly #cursor: TapeCursor;
  readonly #memory: MarketMemory;
  readonly #stamp: Float64Array = new Float64Array(STAMP_DOUBLES);

  constructor(cursor: TapeCursor, memory: MarketMemory) {
    this.#cursor = cursor;
    this.#memory = memory;
    this.nextNs = cursor.nextNs();
  }

  write(nowNs: number): number {
    let rows = 0;
    while (this.nextNs <= nowNs && rows < ROWS_AT_ONCE) {
      rows += this.#writeInstant();
      this.#cursor.findRow();
      this.nextNs = this.#cursor.rowNs;
    }
    return rows;
  }

  beat(monoNs: number): void {
    this.#memory.book.beat(monoNs);
  }

  close(): void {
    this.#cursor.close();
    this.#memory.rows.close();
    this.#memory.book.close();
    this.#memory.trades.close();
  }

  /** Writes the rows that were received at `nextNs`. */
  #writeInstant(): number {
    const cursor = this.#cursor;
    const { rows: ring, book, trades } = this.#memory;
    const atNs = this.nextNs;
    let written = 0;
    let traded = false;
    let changed = false;
    const stamp = this.#stamp;
    do {
      const { event, exchNs, localNs, priceTicks, qtyLots } = cursor.rows;
      const limit = atNs - cursor.offsetNs;
      let i = cursor.index;
      for (; i < event.length; i++) {
        const ev = event[i]!;
        if ((ev & ROW_LOCAL) === 0) continue;
        if (localNs[i]! > limit) break;
        ring.pushFrom(cursor.rows, i, cursor.offsetNs);
        written += 1;
        if ((ev & ROW_KIND_MASK) === ROW_TRADE) {
          const tradedNs = exchNs[i]! + cursor.offsetNs;
          trades.push(aggressor(ev), tradedNs, atNs, priceTicks[i]!, qtyLots[i]!);
          traded = true;
        } else {
          book.rowFrom(cursor.rows, i);
          stamp[STAMP.exchNs] = exchNs[i]! + cursor.offsetNs;
          changed = true;
        }
      }
      cursor.index = i;
    } while (cursor.atEnd && cursor.nextBlock());
    ring.publish();
    if (traded) trades.publish();
    if (changed) {
      stamp[STAMP.localNs] = atNs;
      stamp[STAMP.rowPosition] = ring.position;
      book.publish(stamp);
    }
    return written;
  }
}

function aggressor(event: number): number {
  if ((event & ROW_BUY) !== 0) return BUY;
  return (event & ROW_SELL) !== 0 ? SELL : NO_SIDE;
}
