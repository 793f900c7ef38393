import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import type { Instrument } from "@mexoms/core";
import type { RowSink } from "@mexoms/sim/engine";
import type { BookLevels } from "../book-levels.ts";
import { priceTicks } from "../byte-cursor.ts";
import { expectQuote } from "../json-skip.ts";
import type { LineLog } from "../line-log.ts";
import type { LotGrid } from "../lot-grid.ts";
import { problem } from "../line-problem.ts";
import { TopLevels } from "../top-levels.ts";
import type { LineReader, ReaderContext } from "../line-reader.ts";
import { DepthSequence } from "./depth-sequence.ts";
import { RawMessage } from "./raw-message.ts";
import { UntimedRows } from "./untimed-rows.ts";

/** What the book is made of: depth changes and snapshots, or best quotes alone. */
export type BookTickerUse = "ignore" | "as-book";

/** Turns the lines of one instrument of a raw Binance recording into rows, in order of receipt. */
export class RawReader implements LineReader {
  readonly #instrument: Instrument;
  readonly #rows: RowSink;
  readonly #log: LineLog;
  readonly #lots: LotGrid;
  readonly #message: RawMessage;
  readonly #sequence: DepthSequence = new DepthSequence();
  readonly #untimed: UntimedRows = new UntimedRows();
  readonly #quotes: TopLevels | undefined;
  readonly #isSpot: boolean;
  #localNs = -Infinity;
  #exchNs: number = Number.NaN;
  #tradeId = -1;
  #quoteId = -1;

  constructor(context: ReaderContext, bookTicker: BookTickerUse) {
    const { instrument } = context;
    this.#instrument = instrument;
    this.#rows = context.streams.open("rows", 0);
    this.#log = context.log;
    this.#lots = context.lots;
    this.#message = new RawMessage(context, bookTicker === "as-book");
    this.#quotes = bookTicker === "as-book" ? new TopLevels() : undefined;
    this.#isSpot = instrument.spec.market === "spot";
  }

  startFile(): void {
    // The files of an instrument join: ids and times go on from one to the next.
  }

  /** Takes one line. Throws a LineProblem, having changed nothing, when it is not a valid one. */
  take(bytes: Buffer, start: number, end: number): void {
    const message = this.#message;
    message.decode(bytes, start, end);
    if (message.localNs < this.#localNs) {
      problem("local time", `goes back by ${this.#localNs - message.localNs} ns`);
    }
    let kind: string = message.kind;
    if (kind === "depth") this.#takeDepth();
    else if (kind === "trade") kind = this.#takeTrade();
    else if (kind === "snapshot") this.#takeSnapshot();
    else if (kind === "bookTicker" && this.#quotes) this.#takeQuote(this.#quotes);
    this.#localNs = message.localNs;
    this.#log.count(kind);
  }

  /** The last line has come. */
  finish(): void {
    if (this.#untimed.waiting) {
      problem("snapshot", "has no exchange time, and no message after it has one");
    }
    if (this.#quotes) {
      this.#log.note("The book is made of best quotes alone; depth lines were not used.");
    } else if (this.#log.counted("bookTicker") > 0) {
      this.#log.note("bookTicker lines were counted, not used: the book is made of depth.");
    }
  }

  #takeDepth(): void {
    const message = this.#message;
    const exchNs = this.#isSpot ? message.eventNs : message.tradeNs;
    if (Number.isNaN(exchNs)) problem(this.#isSpot ? "E" : "T", "is missing");
    if (message.firstId < 0) problem("U", "is missing");
    if (message.lastId < 0) problem("u", "is missing");
    if (!this.#isSpot && message.previousId < 0) problem("pu", "is missing");
    if (this.#quotes) return;
    const previousId = this.#isSpot ? message.firstId - 1 : message.previousId;
    const missing = this.#sequence.change(previousId, message.lastId);
    this.#setTime(exchNs);
    if (missing !== undefined) {
      this.#log.gap(missing);
      this.#rows.push(ROW_GAP, exchNs, message.localNs, 0, 0);
    }
    this.#pushLevels(ROW_DEPTH | ROW_BUY, exchNs, message.bids);
    this.#pushLevels(ROW_DEPTH | ROW_SELL, exchNs, message.asks);
  }

  #takeTrade(): string {
    const message = this.#message;
    if (Number.isNaN(message.tradeNs)) problem("T", "is missing");
    if (message.tradeId < 0) problem("t", "is missing");
    if (message.tradeId <= this.#tradeId) {
      problem("t", `${message.tradeId} does not follow ${this.#tradeId}: a duplicate`);
    }
    let event = 0;
    let ticks = 0;
    let lots = 0;
    if (message.isMarket) {
      event = ROW_TRADE | (message.buyerIsMaker ? ROW_SELL : ROW_BUY);
      ticks = this.#price(message.priceAt, "p");
      lots = this.#quantity(message.qtyAt, "q");
    }
    if (this.#tradeId >= 0) this.#log.missingTrades += message.tradeId - this.#tradeId - 1;
    this.#tradeId = message.tradeId;
    if (!message.isMarket) return "trade not on the market";
    this.#setTime(message.tradeNs);
    this.#rows.push(event, message.tradeNs, message.localNs, ticks, lots);
    return "trade";
  }

  #takeSnapshot(): void {
    const message = this.#message;
    if (this.#quotes) return;
    this.#sequence.snapshot(message.snapshotId);
    const exchNs = Number.isNaN(message.tradeNs) ? this.#exchNs : message.tradeNs;
    if (!Number.isNaN(exchNs)) this.#placeUntimed(exchNs);
    this.#pushSide(ROW_BUY, exchNs, message.bids);
    this.#pushSide(ROW_SELL, exchNs, message.asks);
    if (Number.isNaN(message.tradeNs)) {
      const what = Number.isNaN(exchNs)
        ? "it was given the latency of the first message that has"
        : "it took that of the message before it";
      const place = `${this.#log.file}:${this.#log.line}`;
      this.#log.note(`The snapshot of ${place} has no time: ${what}.`);
    }
  }

  // The worst level clears the side, so that nothing of the old book shows through.
  #pushSide(side: number, exchNs: number, levels: BookLevels): void {
    if (levels.length === 0) return;
    this.#push(ROW_CLEAR | side, exchNs, levels.priceTicks[levels.length - 1]!, 0);
    this.#pushLevels(ROW_SNAPSHOT | side, exchNs, levels);
  }

  #takeQuote(quotes: TopLevels): void {
    const message = this.#message;
    if (message.lastId < 0) problem("u", "is missing");
    if (message.lastId < this.#quoteId) {
      problem("u", `${message.lastId} is below ${this.#quoteId}: out of order`);
    }
    const { bids, asks } = message;
    bids.add(this.#price(message.bidPriceAt, "b"), this.#quantity(message.bidQtyAt, "B"));
    asks.add(this.#price(message.askPriceAt, "a"), this.#quantity(message.askQtyAt, "A"));
    this.#quoteId = message.lastId;
    if (!Number.isNaN(message.tradeNs)) this.#setTime(message.tradeNs);
    const exchNs = Number.isNaN(message.tradeNs) ? this.#exchNs : message.tradeNs;
    quotes.update(bids, asks, (event, ticks, lots) => this.#push(event, exchNs, ticks, lots));
  }

  #pushLevels(event: number, exchNs: number, levels: BookLevels): void {
    for (let i = 0; i < levels.length; i++) {
      this.#push(event, exchNs, levels.priceTicks[i]!, levels.qtyLots[i]!);
    }
  }

  #push(event: number, exchNs: number, ticks: number, lots: number): void {
    const { localNs } = this.#message;
    if (Number.isNaN(exchNs)) this.#untimed.push(event, localNs, ticks, lots);
    else this.#rows.push(event, exchNs, localNs, ticks, lots);
  }

  #setTime(exchNs: number): void {
    this.#exchNs = exchNs;
    this.#placeUntimed(exchNs);
  }

  // Rows that wait for the first time of the recording are placed by this one.
  #placeUntimed(exchNs: number): void {
    const { localNs } = this.#message;
    if (this.#untimed.waiting) this.#untimed.release({ exchNs, localNs }, this.#rows);
  }

  #price(at: number, field: string): number {
    if (at < 0) problem(field, "is missing");
    const { cursor } = this.#message;
    cursor.at = at;
    const ticks = priceTicks(cursor, this.#instrument.tick, field);
    expectQuote(cursor, field);
    return ticks;
  }

  #quantity(at: number, field: string): number {
    if (at < 0) problem(field, "is missing");
    const { cursor } = this.#message;
    cursor.at = at;
    const lots = this.#lots.read(cursor, field);
    expectQuote(cursor, field);
    return lots;
  }
}
