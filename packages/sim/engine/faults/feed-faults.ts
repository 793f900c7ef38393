import { ConfigError } from "@mexoms/core";
import {
  Book,
  BUY,
  type MarketRows,
  ROW_BUY,
  ROW_CLEAR,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { type BlockTransformer, mapTape } from "../tape/map-tape.ts";
import { extraColumnsOf, newRows } from "../tape/row-memory.ts";
import type { Tape } from "../tape/tape.ts";
import type { FaultWindow } from "./fault-script.ts";

/** What goes wrong with the market data of one instrument. Times are relative to the tape's epoch. */
export interface FeedFaults {
  readonly gaps: readonly FaultWindow[];
  readonly stale: readonly FaultWindow[];
  /** Taken off each exchange time. */
  readonly skewNs: number;
}

/**
 * A tape as it is received when things go wrong. A gap loses what would be received in it; then comes
 * a snapshot of the book. Stale data is received all at once at the end. What happens at the venue
 * stays as it was, but for the clock that it is told by. Throws ConfigError while reading when a
 * skew would have rows received before they happened.
 */
export function withFeedFaults(tape: Tape, faults: FeedFaults): Tape {
  if (faults.gaps.length + faults.stale.length === 0 && faults.skewNs === 0) return tape;
  return mapTape(tape, {
    name: `feed-faults ${JSON.stringify(faults)}`,
    hasRest: false,
    start: () => new FeedWalk(faults),
  });
}

class FeedWalk implements BlockTransformer {
  readonly #faults: FeedFaults;
  /** The book as it would be without gaps: what a snapshot after one shows. */
  readonly #book: Book = new Book();
  #lost = false;

  constructor(faults: FeedFaults) {
    this.#faults = faults;
  }

  next(rows: MarketRows): MarketRows {
    const out = new RowList(rows);
    for (let i = 0; i < rows.event.length; i++) {
      const event = rows.event[i]!;
      if ((event & ROW_LOCAL) === 0) {
        out.copy(i, event, this.#exchNs(rows, i), rows.localNs[i]!);
        continue;
      }
      const localNs = rows.localNs[i]!;
      const inGap = within(this.#faults.gaps, localNs) !== undefined;
      const receivedNs = within(this.#faults.stale, localNs)?.endNs ?? localNs;
      if (inGap && !this.#lost) this.#lose(out, i, receivedNs);
      if (!inGap && this.#lost) this.#resync(out, i, receivedNs);
      const kept = inGap ? event & ~ROW_LOCAL : event;
      const flags = kept & ~(ROW_KIND_MASK | ROW_BUY | ROW_SELL);
      // A row of neither sequence is no row.
      if (flags !== 0) out.copy(i, kept, this.#exchNs(rows, i), receivedNs);
      if ((event & ROW_KIND_MASK) !== ROW_TRADE) {
        this.#book.apply(event, rows.priceTicks[i]!, rows.qtyLots[i]!);
      }
    }
    return out.rows();
  }

  #lose(out: RowList, i: number, localNs: number): void {
    this.#lost = true;
    out.add(i, ROW_GAP | ROW_LOCAL, localNs, 0, 0);
  }

  #resync(out: RowList, i: number, localNs: number): void {
    this.#lost = false;
    // Where the source itself lost data, its own snapshot is still to come.
    if (this.#book.gapped) return;
    out.add(i, ROW_CLEAR | ROW_LOCAL, localNs, 0, 0);
    // From the best away: levels that a crossing has passed are not in a snapshot.
    for (const side of [BUY, SELL]) {
      const kind = ROW_SNAPSHOT | (side === BUY ? ROW_BUY : ROW_SELL) | ROW_LOCAL;
      for (const { priceTicks, qtyLots } of this.#book.levels(side, Infinity)) {
        out.add(i, kind, localNs, priceTicks, qtyLots);
      }
    }
  }

  #exchNs(rows: MarketRows, i: number): number {
    const exchNs = rows.exchNs[i]! - this.#faults.skewNs;
    if (exchNs <= rows.localNs[i]!) return exchNs;
    throw new ConfigError(
      "clock-skew",
      `a clock that is behind by ${-this.#faults.skewNs} ns makes row ${i} happen after it was ` +
        `received; its latency is ${rows.localNs[i]! - rows.exchNs[i]!} ns`,
    );
  }
}

function within(windows: readonly FaultWindow[], ns: number): FaultWindow | undefined {
  return windows.find(({ startNs, endNs }) => ns >= startNs && ns < endNs);
}

/** Rows that come out of a block: copies of its rows, and others put in between. */
class RowList {
  readonly #from: MarketRows;
  readonly #index: number[] = [];
  readonly #event: number[] = [];
  readonly #exchNs: number[] = [];
  readonly #localNs: number[] = [];
  readonly #priceTicks: number[] = [];
  readonly #qtyLots: number[] = [];

  constructor(from: MarketRows) {
    this.#from = from;
  }

  copy(i: number, event: number, exchNs: number, localNs: number): void {
    const { priceTicks, qtyLots } = this.#from;
    this.#push(i, event, exchNs, localNs, priceTicks[i]!, qtyLots[i]!);
  }

  /** A row of our sequence alone, before row `i`. */
  add(i: number, event: number, localNs: number, priceTicks: number, qtyLots: number): void {
    this.#push(-1, event, Math.min(this.#from.exchNs[i]!, localNs), localNs, priceTicks, qtyLots);
  }

  rows(): MarketRows {
    const extra = extraColumnsOf(this.#from);
    const rows = newRows(this.#event.length, extra);
    rows.event.set(this.#event);
    rows.exchNs.set(this.#exchNs);
    rows.localNs.set(this.#localNs);
    rows.priceTicks.set(this.#priceTicks);
    rows.qtyLots.set(this.#qtyLots);
    for (const name of extra) {
      const [to, from] = [rows[name]!, this.#from[name]!];
      this.#index.forEach((i, at) => {
        to[at] = i < 0 ? 0 : from[i]!;
      });
    }
    return rows;
  }

  #push(
    i: number,
    event: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
  ): void {
    this.#index.push(i);
    this.#event.push(event);
    this.#exchNs.push(exchNs);
    this.#localNs.push(localNs);
    this.#priceTicks.push(priceTicks);
    this.#qtyLots.push(qtyLots);
  }
}
