import {
  BUY,
  EXTRA_COLUMNS,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import type { BookOrder, OrderBook, RowSink } from "@mexoms/sim/engine";
import type { LineLog } from "../line-log.ts";
import { problem } from "../line-problem.ts";
import type { LineReader, ReaderContext } from "../line-reader.ts";
import {
  BEYOND_TAPE,
  BitstampDecoder,
  type OrderMessage,
  type SnapshotMessage,
  type TradeMessage,
} from "./bitstamp-message.ts";
import { inBookOrder, LiveBook, type OrderSink } from "./live-book.ts";

const NS_PER_MS = 1e6;
/** A snapshot may be older than the messages received before it, but no older than this. */
const KEPT_NS = 60e9;
const IGNORE: OrderSink = () => undefined;

/**
 * Turns a recording of Bitstamp's live_orders and live_trades channels into order-by-order rows. The
 * book begins with the first snapshot; messages from after its time that were received before it are
 * applied to it.
 */
export class BitstampReader implements LineReader {
  readonly #rows: RowSink;
  readonly #log: LineLog;
  readonly #decoder: BitstampDecoder;
  #live: LiveBook | undefined;
  /** Messages of the last KEPT_NS, for a snapshot that is older than they are. */
  #recent: OrderMessage[] = [];
  #localNs = -Infinity;
  #exchNs = -Infinity;
  #tradeId = -1;
  #eventId: string | undefined;
  #forgottenNs = -Infinity;
  #seen = false;
  #resubscribed = false;
  #gapped = false;
  readonly #odd = { early: 0, unknown: 0, beyond: 0, late: 0 };

  constructor(context: ReaderContext) {
    this.#rows = context.streams.open("rows", 0, EXTRA_COLUMNS);
    this.#log = context.log;
    this.#decoder = new BitstampDecoder(context);
  }

  startFile(): void {
    // The files of an instrument join: the book goes on from one to the next.
  }

  take(bytes: Buffer, start: number, end: number): void {
    const message = this.#decoder.decode(bytes, start, end);
    const { localNs } = this.#decoder;
    if (localNs < this.#localNs)
      problem("local time", `goes back by ${this.#localNs - localNs} ns`);
    let kind: string = message.kind;
    if (message.kind === "order") {
      this.#takeOrder(message);
      kind = `order_${message.change}`;
    } else if (message.kind === "trade") this.#takeTrade(message);
    else if (message.kind === "snapshot") kind = this.#takeSnapshot(message);
    else if (message.kind === "subscription") this.#resubscribed = this.#seen;
    this.#localNs = localNs;
    this.#log.count(kind);
  }

  finish(): void {
    const { early, unknown, beyond, late } = this.#odd;
    const note = (count: number, what: string): void => {
      if (count > 0) this.#log.note(`${count} ${what}.`);
    };
    note(early, "order messages from before the first snapshot were not used");
    note(unknown, "changes and deletions of orders that were not in the book");
    note(beyond, "messages of orders with prices beyond what a tape holds were left out");
    note(late, "order messages were older than the one before them and took its time");
    if (this.#live) return;
    problem(
      "snapshot",
      "is missing: without one the book is not known; record " +
        "https://www.bitstamp.net/api/v2/order_book/PAIR/?group=2 after subscribing",
    );
  }

  #takeOrder(message: OrderMessage): void {
    const live = this.#live;
    if (live && message.change === "created" && live.knows(message.orderId)) {
      problem("id", `order ${message.orderId} is in the book already: a duplicate`);
    }
    this.#chain(message);
    if (message.priceTicks === BEYOND_TAPE) {
      this.#odd.beyond += 1;
      return;
    }
    this.#keep(message);
    if (!live) return;
    if (message.exchNs < this.#exchNs) this.#odd.late += 1;
    this.#exchNs = Math.max(this.#exchNs, message.exchNs);
    const oddity = live.apply(message, (order, levelLots) => {
      this.#push(ROW_DEPTH, order, levelLots);
    });
    if (oddity === "unknown") this.#odd.unknown += 1;
  }

  /** Messages name the one before them; without that, a new subscription is a gap. */
  #chain({ eventId, previousId }: OrderMessage): void {
    const before = this.#eventId;
    this.#eventId = eventId;
    const chained = previousId !== undefined && before !== undefined;
    const broken = chained ? previousId !== before : this.#resubscribed;
    this.#seen = true;
    this.#resubscribed = false;
    if (!broken) return;
    this.#log.gap(
      chained
        ? `it follows on event ${previousId}, but the last one received is ${before}`
        : "the order channel was subscribed to again",
    );
    if (!this.#live) return;
    this.#gapped = true;
    this.#rows.push(ROW_GAP, this.#exchNs, this.#decoder.localNs, 0, 0);
  }

  #keep(message: OrderMessage): void {
    const recent = this.#recent;
    recent.push(message);
    if (recent[0]!.exchNs > message.exchNs - 2 * KEPT_NS) return;
    const cut = recent.findIndex((each) => each.exchNs > message.exchNs - KEPT_NS);
    if (!this.#live) this.#odd.early += cut;
    this.#forgottenNs = recent[cut - 1]!.exchNs;
    this.#recent = recent.slice(cut);
  }

  #takeTrade(trade: TradeMessage): void {
    const { tradeId, aggressor, priceTicks, lots, makerId, exchNs } = trade;
    if (tradeId <= this.#tradeId) {
      problem("id", `trade ${tradeId} does not follow ${this.#tradeId}: a duplicate`);
    }
    this.#tradeId = tradeId;
    const event = ROW_TRADE | (aggressor === BUY ? ROW_BUY : ROW_SELL);
    this.#rows.push(event, exchNs, this.#decoder.localNs, priceTicks, lots, makerId, 0);
  }

  #takeSnapshot(snapshot: SnapshotMessage): string {
    if (snapshot.exchNs < this.#forgottenNs) {
      problem("microtimestamp", "is more than 60 s older than the messages before the snapshot");
    }
    const live = new LiveBook();
    live.reset(snapshot.orders.filter(({ priceTicks }) => priceTicks > 0));
    this.#odd.beyond += snapshot.orders.length - live.book.size;
    // Messages have whole milliseconds: those of the snapshot's own may be in it or not.
    const fromNs = Math.floor(snapshot.exchNs / NS_PER_MS) * NS_PER_MS;
    let newestNs = snapshot.exchNs;
    for (const message of this.#recent) {
      if (message.exchNs < fromNs) {
        if (!this.#live) this.#odd.early += 1;
        continue;
      }
      live.apply(message, IGNORE);
      newestNs = Math.max(newestNs, message.exchNs);
    }
    const before = this.#live;
    if (before && !this.#gapped && before.equals(live)) return "snapshot that agrees";
    if (before && !this.#gapped) {
      const place = `${this.#log.file}:${this.#log.line}`;
      this.#log.note(`The snapshot of ${place} is not what the messages had led to.`);
    }
    this.#live = live;
    this.#gapped = false;
    this.#exchNs = Math.max(this.#exchNs, newestNs);
    this.#pushBook(live.book);
    return "snapshot";
  }

  /** Each order with the whole size of its level: no level is thin in between. */
  #pushBook(book: OrderBook): void {
    this.#rows.push(ROW_CLEAR, this.#exchNs, this.#decoder.localNs, 0, 0);
    for (const order of inBookOrder(book)) {
      this.#push(ROW_SNAPSHOT, order, book.levelLots(order.side, order.priceTicks));
    }
  }

  #push(kind: number, order: BookOrder, levelLots: number): void {
    const event = kind | (order.side === BUY ? ROW_BUY : ROW_SELL);
    const { localNs } = this.#decoder;
    const { priceTicks, orderId, lots } = order;
    this.#rows.push(event, this.#exchNs, localNs, priceTicks, levelLots, orderId, lots);
  }
}
