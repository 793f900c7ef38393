import type { Instrument } from "@mexoms/core";
import { BookLevels } from "../book-levels.ts";
import { ByteCursor } from "../byte-cursor.ts";
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  expectByte,
  skipSpaces,
  skipString,
  skipValue,
  takeByte,
} from "../json-skip.ts";
import type { ReaderContext } from "../line-reader.ts";
import type { LotGrid } from "../lot-grid.ts";
import { problem } from "../line-problem.ts";
import { readStamp } from "../time-base.ts";
import type { TimeBase } from "../time-base.ts";

export type RawKind = "depth" | "trade" | "bookTicker" | "snapshot" | "other";

const NONE = -1;
const AT_SIGN = 64;
const SPACE = 32;
const LOWER_T = 116;
const LOWER_F = 102;
const EVENT_KINDS: ReadonlyMap<string, RawKind> = new Map([
  ["depthUpdate", "depth"],
  ["trade", "trade"],
  ["bookTicker", "bookTicker"],
]);

/**
 * One line of a raw Binance recording, `<local time> <json>`, decoded into fields that the next line
 * overwrites. Numbers that a line does not have are -1 (ids, positions) or NaN (times).
 */
export class RawMessage {
  readonly cursor: ByteCursor = new ByteCursor(Buffer.alloc(0));
  kind: RawKind = "other";
  localNs = 0;
  eventNs: number = Number.NaN;
  tradeNs: number = Number.NaN;
  firstId: number = NONE;
  lastId: number = NONE;
  previousId: number = NONE;
  tradeId: number = NONE;
  snapshotId: number = NONE;
  buyerIsMaker = false;
  isMarket = true;
  readonly bids: BookLevels = new BookLevels();
  readonly asks: BookLevels = new BookLevels();
  /** Where the decimals of a trade or a quote begin. */
  priceAt: number = NONE;
  qtyAt: number = NONE;
  bidPriceAt: number = NONE;
  bidQtyAt: number = NONE;
  askPriceAt: number = NONE;
  askQtyAt: number = NONE;
  #hasBids = false;
  #hasAsks = false;
  readonly #instrument: Instrument;
  readonly #base: TimeBase;
  readonly #lots: LotGrid;
  readonly #readQuotes: boolean;

  /** With `readQuotes` false, bookTicker lines are recognised but not read. */
  constructor(context: ReaderContext, readQuotes: boolean) {
    this.#instrument = context.instrument;
    this.#base = context.base;
    this.#lots = context.lots;
    this.#readQuotes = readQuotes;
  }

  /** Throws a LineProblem when the line is not one that it understands. */
  decode(bytes: Buffer, start: number, end: number): void {
    const cursor = this.cursor;
    this.#reset();
    cursor.set(bytes, start, end);
    if (start === end) problem("line", "is empty; expected <local time> <json>");
    this.localNs = readStamp(cursor, this.#base, "local time");
    if (cursor.byte !== SPACE) problem("local time", "is not followed by a space and JSON");
    expectByte(cursor, OPEN_BRACE, "json");
    if (bytes[end - 1] !== CLOSE_BRACE) problem("json", "is cut short: it does not end with }");
    this.#readEnvelope();
    if (this.kind === "depth" || this.kind === "snapshot") {
      if (!this.#hasBids) problem("bids", "are missing");
      if (!this.#hasAsks) problem("asks", "are missing");
    }
  }

  #reset(): void {
    this.kind = "other";
    this.eventNs = this.tradeNs = Number.NaN;
    this.firstId = this.lastId = this.previousId = this.tradeId = this.snapshotId = NONE;
    this.priceAt = this.qtyAt = NONE;
    this.bidPriceAt = this.bidQtyAt = this.askPriceAt = this.askQtyAt = NONE;
    this.buyerIsMaker = false;
    this.isMarket = true;
    this.#hasBids = this.#hasAsks = false;
    this.bids.clear();
    this.asks.clear();
  }

  // {"stream":..., "data":{...}} or a REST snapshot {"lastUpdateId":..., "bids":..., "asks":...}
  #readEnvelope(): void {
    const cursor = this.cursor;
    if (takeByte(cursor, CLOSE_BRACE)) return;
    do {
      const key = skipString(cursor, "json");
      const keyEnd = cursor.at - 1;
      expectByte(cursor, COLON, "json");
      if (this.#is(key, keyEnd, "stream")) {
        this.kind = this.#streamKind();
        const unread = this.kind === "bookTicker" && !this.#readQuotes;
        if (unread || this.kind === "other") return;
      } else if (this.#is(key, keyEnd, "data")) {
        this.#readData();
      } else if (this.#is(key, keyEnd, "lastUpdateId")) {
        this.kind = "snapshot";
        this.snapshotId = this.#id("lastUpdateId");
      } else if (this.#is(key, keyEnd, "bids")) {
        this.#readBids("bids");
      } else if (this.#is(key, keyEnd, "asks")) {
        this.#readAsks("asks");
      } else if (keyEnd - key === 1) {
        this.#readField(cursor.bytes[key]!);
      } else {
        skipValue(cursor, "json");
      }
    } while (takeByte(cursor, COMMA));
    expectByte(cursor, CLOSE_BRACE, "json");
    if (cursor.at !== cursor.end) problem("json", "is followed by something else");
  }

  // "btcusdt@depth@100ms": what stands after the first @, up to the next one.
  #streamKind(): RawKind {
    const cursor = this.cursor;
    const start = skipString(cursor, "stream");
    const end = cursor.at - 1;
    let from = start;
    while (from < end && cursor.bytes[from] !== AT_SIGN) from++;
    from++;
    let to = from;
    while (to < end && cursor.bytes[to] !== AT_SIGN) to++;
    if (this.#is(from, to, "depth")) return "depth";
    if (this.#is(from, to, "trade")) return "trade";
    if (this.#is(from, to, "bookTicker")) return "bookTicker";
    return "other"; // depth5, depth10 and depth20 carry levels, not changes
  }

  #readData(): void {
    const cursor = this.cursor;
    expectByte(cursor, OPEN_BRACE, "data");
    if (takeByte(cursor, CLOSE_BRACE)) return;
    do {
      const key = skipString(cursor, "data");
      const length = cursor.at - 1 - key;
      if (cursor.byte === COLON) cursor.at++;
      else expectByte(cursor, COLON, "data");
      const first = cursor.bytes[key]!;
      if (length === 1) this.#readField(first);
      else if (length === 2 && this.#is(key, key + 2, "pu")) this.previousId = this.#id("pu");
      else skipValue(cursor, "data");
    } while (takeByte(cursor, COMMA));
    expectByte(cursor, CLOSE_BRACE, "data");
  }

  #readField(key: number): void {
    const cursor = this.cursor;
    if (cursor.byte === SPACE) skipSpaces(cursor);
    switch (key) {
      case 101: // e
        return this.#checkEvent();
      case 69: // E
        this.eventNs = readStamp(cursor, this.#base, "E");
        return;
      case 84: // T
        this.tradeNs = readStamp(cursor, this.#base, "T");
        return;
      case 115: // s
        return this.#checkSymbol();
      case 85: // U
        this.firstId = this.#id("U");
        return;
      case 117: // u
        this.lastId = this.#id("u");
        return;
      case 116: // t
        this.tradeId = this.#id("t");
        return;
      case 109: // m
        this.buyerIsMaker = this.#flag("m");
        return;
      case 98: // b
        if (cursor.byte === OPEN_BRACKET) this.#readBids("b");
        else this.bidPriceAt = skipString(cursor, "b");
        return;
      case 97: // a
        if (cursor.byte === OPEN_BRACKET) this.#readAsks("a");
        else this.askPriceAt = skipString(cursor, "a");
        return;
      case 112: // p
        this.priceAt = skipString(cursor, "p");
        return;
      case 113: // q
        this.qtyAt = skipString(cursor, "q");
        return;
      case 66: // B
        this.bidQtyAt = skipString(cursor, "B");
        return;
      case 65: // A
        this.askQtyAt = skipString(cursor, "A");
        return;
      case 88: {
        // X
        const start = skipString(cursor, "X");
        this.isMarket = this.#is(start, cursor.at - 1, "MARKET");
        return;
      }
      default:
        skipValue(cursor, String.fromCharCode(key));
    }
  }

  #readBids(field: string): void {
    this.bids.read(this.cursor, this.#instrument.tick, this.#lots, field);
    this.#hasBids = true;
  }

  #readAsks(field: string): void {
    this.asks.read(this.cursor, this.#instrument.tick, this.#lots, field);
    this.#hasAsks = true;
  }

  // The event must be the one that its stream promises; without a stream it tells the kind.
  #checkEvent(): void {
    const start = skipString(this.cursor, "e");
    const end = this.cursor.at - 1;
    for (const [event, kind] of EVENT_KINDS) {
      if (!this.#is(start, end, event)) continue;
      if (this.kind === "other") this.kind = kind;
      if (this.kind === kind) return;
    }
    if (this.kind === "other") return;
    problem("e", `"${this.cursor.text(start, end)}" in a stream of ${this.kind}`);
  }

  #checkSymbol(): void {
    const start = skipString(this.cursor, "s");
    const end = this.cursor.at - 1;
    if (this.#is(start, end, this.#instrument.spec.symbol)) return;
    const seen = this.cursor.text(start, end);
    problem("s", `"${seen}" is not the instrument's symbol ${this.#instrument.spec.symbol}`);
  }

  #id(field: string): number {
    const value = this.cursor.whole();
    if (value < 0) problem(field, "is not a whole number of at most 15 digits");
    return value;
  }

  #flag(field: string): boolean {
    const first = this.cursor.byte;
    const start = this.cursor.at;
    skipValue(this.cursor, field);
    const length = this.cursor.at - start;
    if (first === LOWER_T && length === 4) return true;
    if (first === LOWER_F && length === 5) return false;
    return problem(field, "is neither true nor false");
  }

  #is(start: number, end: number, word: string): boolean {
    if (end - start !== word.length) return false;
    const bytes = this.cursor.bytes;
    for (let i = 0; i < word.length; i++) {
      if (bytes[start + i] !== word.charCodeAt(i)) return false;
    }
    return true;
  }
}
