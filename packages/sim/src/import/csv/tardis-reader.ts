import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import type { RowSink } from "@mexoms/sim/engine";
import { BookLevels } from "../book-levels.ts";
import type { LineReader, ReaderContext } from "../line-reader.ts";
import { problem, shortened } from "../line-problem.ts";
import { TopLevels } from "../top-levels.ts";
import { CsvLine } from "./csv-line.ts";

type TardisKind = "incremental_book_L2" | "trades" | "quotes" | "book_snapshot";

const MAX_LEVELS = 25;

/** The CSV data sets of tardis.dev, told apart by their header. */
export class TardisReader implements LineReader {
  readonly #context: ReaderContext;
  readonly #line: CsvLine = new CsvLine();
  readonly #top: TopLevels = new TopLevels();
  readonly #bids: BookLevels = new BookLevels();
  readonly #asks: BookLevels = new BookLevels();
  readonly #localNs = new Map<TardisKind, number>();
  #header = true;
  #kind: TardisKind = "trades";
  #book: TardisKind | undefined;
  #columns: ReadonlyMap<string, number> = new Map();
  #levelColumns: readonly LevelColumns[] = [];
  #rows: RowSink | undefined;
  #inSnapshot = false;
  #hadSnapshot = false;
  #exchNs = 0;
  #rowLocalNs = 0;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  startFile(): void {
    this.#header = true;
  }

  take(bytes: Buffer, start: number, end: number): void {
    const line = this.#line;
    line.split(bytes, start, end);
    if (this.#header) {
      this.#takeHeader(line.texts());
      this.#context.log.count("header");
      return;
    }
    if (line.length !== this.#columns.size) {
      problem("line", `has ${line.length} fields, the header has ${this.#columns.size}`);
    }
    const { base, instrument, log } = this.#context;
    const symbol = line.text(this.#column("symbol"));
    if (symbol !== instrument.spec.symbol) {
      problem("symbol", `"${symbol}" is not the instrument's symbol ${instrument.spec.symbol}`);
    }
    this.#exchNs = line.time(this.#column("timestamp"), base, "timestamp");
    const localNs = line.time(this.#column("local_timestamp"), base, "local_timestamp");
    const before = this.#localNs.get(this.#kind) ?? -Infinity;
    if (localNs < before) problem("local_timestamp", `goes back by ${before - localNs} ns`);
    this.#rowLocalNs = localNs;
    const counted = this.#takeRow();
    this.#localNs.set(this.#kind, localNs);
    log.count(counted);
  }

  finish(): void {
    const { log } = this.#context;
    if (this.#book === "quotes" || this.#book === "book_snapshot") {
      log.note(`The book is made of ${this.#book}: levels beyond those are not known.`);
    }
    const early = log.counted("depth before the first snapshot");
    if (early > 0) log.note(`${early} changes before the first snapshot were not used.`);
  }

  #takeRow(): string {
    if (this.#kind === "incremental_book_L2") return this.#takeChange();
    if (this.#kind === "trades") return this.#takeTrade();
    if (this.#kind === "quotes") this.#readQuote();
    else this.#readLevels();
    this.#top.update(this.#bids, this.#asks, (event, ticks, size) => {
      this.#push(event, ticks, size);
    });
    return this.#kind;
  }

  // The first snapshot row after changes throws the book away; changes before any are of no use.
  #takeChange(): string {
    const line = this.#line;
    const { instrument, lots } = this.#context;
    const snapshot = line.flag(this.#column("is_snapshot"), "is_snapshot");
    const sideText = line.text(this.#column("side"));
    if (sideText !== "bid" && sideText !== "ask")
      problem("side", `"${sideText}" is not bid or ask`);
    const side = sideText === "bid" ? ROW_BUY : ROW_SELL;
    const ticks = line.price(this.#column("price"), instrument.tick, "price");
    const size = line.quantity(this.#column("amount"), lots, "amount");
    if (snapshot && !this.#inSnapshot) this.#push(ROW_CLEAR, 0, 0);
    this.#inSnapshot = snapshot;
    this.#hadSnapshot ||= snapshot;
    if (!this.#hadSnapshot) return "depth before the first snapshot";
    this.#push((snapshot ? ROW_SNAPSHOT : ROW_DEPTH) | side, ticks, size);
    return snapshot ? "snapshot" : "depth";
  }

  #takeTrade(): string {
    const line = this.#line;
    const { instrument, lots } = this.#context;
    const text = line.text(this.#column("side"));
    if (text !== "buy" && text !== "sell" && text !== "unknown") {
      problem("side", `"${text}" is not buy, sell or unknown`);
    }
    const side = text === "buy" ? ROW_BUY : text === "sell" ? ROW_SELL : 0;
    const ticks = line.price(this.#column("price"), instrument.tick, "price");
    const size = line.quantity(this.#column("amount"), lots, "amount");
    this.#push(ROW_TRADE | side, ticks, size);
    return "trade";
  }

  #readQuote(): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#addLevel(this.#bids, this.#column("bid_price"), this.#column("bid_amount"), "bid");
    this.#addLevel(this.#asks, this.#column("ask_price"), this.#column("ask_amount"), "ask");
  }

  #readLevels(): void {
    this.#bids.clear();
    this.#asks.clear();
    for (const [i, columns] of this.#levelColumns.entries()) {
      this.#addLevel(this.#bids, columns.bidPrice, columns.bidAmount, `bids[${i}]`);
      this.#addLevel(this.#asks, columns.askPrice, columns.askAmount, `asks[${i}]`);
    }
  }

  // A side with fewer levels leaves fields empty.
  #addLevel(levels: BookLevels, price: number, amount: number, name: string): void {
    const line = this.#line;
    if (line.isEmpty(price) && line.isEmpty(amount)) return;
    const { instrument, lots } = this.#context;
    const ticks = line.price(price, instrument.tick, `${name} price`);
    levels.add(ticks, line.quantity(amount, lots, `${name} amount`));
  }

  #push(event: number, ticks: number, lots: number): void {
    this.#rows!.push(event, this.#exchNs, this.#rowLocalNs, ticks, lots);
  }

  #takeHeader(names: string[]): void {
    const columns = new Map(names.map((name, i) => [name, i]));
    const kind = kindOf(columns);
    if (!kind) {
      const known = "incremental_book_L2, trades, quotes and book_snapshot_5 or _25";
      problem("header", `is none of ${known}: "${shortened(names.join(","))}"`);
    }
    if (kind !== "trades") {
      if (this.#book && this.#book !== kind) {
        problem("header", `is of ${kind}, but the book is already made of ${this.#book}: give one`);
      }
      this.#book = kind;
    }
    this.#kind = kind;
    this.#columns = columns;
    this.#levelColumns = kind === "book_snapshot" ? levelColumns(columns) : [];
    this.#rows = this.#context.streams.open(kind, kind === "trades" ? 0 : 1);
    this.#header = false;
  }

  #column(name: string): number {
    return this.#columns.get(name) ?? problem("header", `has no column ${name}`);
  }
}

interface LevelColumns {
  readonly bidPrice: number;
  readonly bidAmount: number;
  readonly askPrice: number;
  readonly askAmount: number;
}

function kindOf(columns: ReadonlyMap<string, number>): TardisKind | undefined {
  const has = (...names: string[]): boolean => names.every((name) => columns.has(name));
  if (!has("symbol", "timestamp", "local_timestamp")) return undefined;
  if (has("is_snapshot", "side", "price", "amount")) return "incremental_book_L2";
  if (has("asks[0].price", "asks[0].amount", "bids[0].price", "bids[0].amount")) {
    return "book_snapshot";
  }
  if (has("ask_amount", "ask_price", "bid_price", "bid_amount")) return "quotes";
  if (has("id", "side", "price", "amount")) return "trades";
  return undefined;
}

function levelColumns(columns: ReadonlyMap<string, number>): LevelColumns[] {
  const levels: LevelColumns[] = [];
  for (let i = 0; i < MAX_LEVELS; i++) {
    const bidPrice = columns.get(`bids[${i}].price`);
    const bidAmount = columns.get(`bids[${i}].amount`);
    const askPrice = columns.get(`asks[${i}].price`);
    const askAmount = columns.get(`asks[${i}].amount`);
    if (bidPrice === undefined || bidAmount === undefined) break;
    if (askPrice === undefined || askAmount === undefined) break;
    levels.push({ bidPrice, bidAmount, askPrice, askAmount });
  }
  return levels;
}
