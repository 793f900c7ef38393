import { ROW_BUY, ROW_SELL, ROW_TRADE } from "@mexoms/core/internal";
import type { RowSink } from "@mexoms/sim/engine";
import { BookLevels } from "../book-levels.ts";
import type { LineReader, ReaderContext } from "../line-reader.ts";
import { problem } from "../line-problem.ts";
import { TopLevels } from "../top-levels.ts";
import { CsvLine } from "./csv-line.ts";

type PublicKind = "aggTrades" | "trades" | "bookTicker";

/** Where a trade file keeps what a row needs. */
interface TradeColumns {
  readonly id: number;
  readonly price: number;
  readonly qty: number;
  readonly time: number;
  readonly buyerIsMaker: number;
}

const TRADES: TradeColumns = { id: 0, price: 1, qty: 2, time: 4, buyerIsMaker: 5 };
const AGG_TRADES: TradeColumns = {
  id: 0,
  price: 1,
  qty: 2,
  time: 5,
  buyerIsMaker: 6,
};

/** The daily and monthly CSV files of Binance. They tell no receipt time: one latency stands for all. */
export class BinancePublicReader implements LineReader {
  readonly #context: ReaderContext;
  readonly #latencyNs: number;
  readonly #line: CsvLine = new CsvLine();
  readonly #top: TopLevels = new TopLevels();
  readonly #bids: BookLevels = new BookLevels();
  readonly #asks: BookLevels = new BookLevels();
  readonly #exchNs = new Map<PublicKind, number>();
  readonly #ids = new Map<PublicKind, number>();
  #firstLine = true;
  #kind: PublicKind | undefined;
  #trades: PublicKind | undefined;
  #fields = 0;
  #rows: RowSink | undefined;

  constructor(context: ReaderContext, latencyNs: number) {
    this.#context = context;
    this.#latencyNs = latencyNs;
  }

  startFile(): void {
    this.#firstLine = true;
    this.#kind = undefined;
  }

  take(bytes: Buffer, start: number, end: number): void {
    const line = this.#line;
    line.split(bytes, start, end);
    if (this.#firstLine) {
      this.#firstLine = false;
      if (isHeader(bytes[start]!)) {
        this.#context.log.count("header");
        return;
      }
    }
    if (!this.#kind) this.#start();
    if (line.length !== this.#fields) {
      problem("line", `has ${line.length} fields, the lines before it have ${this.#fields}`);
    }
    if (this.#kind === "bookTicker") this.#takeQuote();
    else this.#takeTrade(this.#kind!, this.#kind === "trades" ? TRADES : AGG_TRADES);
  }

  finish(): void {
    const { log } = this.#context;
    log.note(`No receipt times in the files: local time is exchange time + ${this.#latencyNs} ns.`);
    if (log.counted("bookTicker") > 0) {
      log.note("The book is made of best quotes: levels beyond those are not known.");
    }
  }

  // Told by the first line of data: where the flags stand, if there are any.
  #start(): void {
    const line = this.#line;
    const flags = line.texts().map((text) => /^(true|false)$/i.test(text));
    const flagAt = flags.indexOf(true);
    if (flagAt === 5) this.#kind = "trades";
    else if (flagAt === 6) this.#kind = "aggTrades";
    else if (flagAt < 0 && line.length === 7) this.#kind = "bookTicker";
    else problem("line", "is of none of aggTrades, trades and bookTicker");
    if (this.#kind !== "bookTicker") {
      if (this.#trades && this.#trades !== this.#kind) {
        const both = `${this.#trades} and ${this.#kind}`;
        this.#kind = undefined;
        problem("line", `${both} are the same trades twice: give one of them`);
      }
      this.#trades = this.#kind;
    }
    this.#fields = line.length;
    this.#rows = this.#context.streams.open(this.#kind, this.#kind === "bookTicker" ? 1 : 0);
  }

  #takeTrade(kind: PublicKind, columns: TradeColumns): void {
    const line = this.#line;
    const { base, instrument, log, lots } = this.#context;
    const id = line.id(columns.id, "id");
    const exchNs = line.time(columns.time, base, "time");
    const ticks = line.price(columns.price, instrument.tick, "price");
    const size = line.quantity(columns.qty, lots, "qty");
    const side = line.flag(columns.buyerIsMaker, "isBuyerMaker") ? ROW_SELL : ROW_BUY;
    const missing = this.#follow(kind, id);
    this.#advance(kind, exchNs);
    this.#ids.set(kind, id);
    log.missingTrades += missing;
    log.count(kind);
    this.#rows!.push(ROW_TRADE | side, exchNs, exchNs + this.#latencyNs, ticks, size);
  }

  #takeQuote(): void {
    const line = this.#line;
    const { base, instrument, log, lots } = this.#context;
    const id = line.id(0, "update_id");
    const bidTicks = line.price(1, instrument.tick, "best_bid_price");
    const bidLots = line.quantity(2, lots, "best_bid_qty");
    const askTicks = line.price(3, instrument.tick, "best_ask_price");
    const askLots = line.quantity(4, lots, "best_ask_qty");
    const exchNs = line.time(5, base, "transaction_time");
    this.#follow("bookTicker", id);
    this.#advance("bookTicker", exchNs);
    this.#ids.set("bookTicker", id);
    this.#bids.clear();
    this.#asks.clear();
    this.#bids.add(bidTicks, bidLots);
    this.#asks.add(askTicks, askLots);
    log.count("bookTicker");
    this.#top.update(this.#bids, this.#asks, (event, ticks, size) => {
      this.#rows!.push(event, exchNs, exchNs + this.#latencyNs, ticks, size);
    });
  }

  // How many ids are missing before this one.
  #follow(kind: PublicKind, id: number): number {
    const before = this.#ids.get(kind);
    if (before === undefined) return 0;
    if (id <= before) problem("id", `${id} does not follow ${before}: out of order or a duplicate`);
    return id - before - 1;
  }

  #advance(kind: PublicKind, exchNs: number): void {
    const before = this.#exchNs.get(kind) ?? -Infinity;
    if (exchNs < before) problem("time", `goes back by ${before - exchNs} ns`);
    this.#exchNs.set(kind, exchNs);
  }
}

// Data starts with an id, a header with a letter.
function isHeader(byte: number): boolean {
  return byte < 48 || byte > 57;
}
