import type { Instrument } from "@mexoms/core";
import {
  type AccountState,
  type Book,
  BUY,
  type Ladder,
  NEVER,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import type { ExchangeModel } from "../exchange/exchange-model.ts";
import { type QueueModel, reachedLots } from "../queue/queue-model.ts";
import type { MarketFacts } from "../rules/market-rules.ts";
import { openRules } from "../rules/market-rules.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { TapeCursor } from "../tape/tape-cursor.ts";
import { AccountDesk } from "./account-desk.ts";
import { AnswerDesk } from "./answer-desk.ts";
import { ConditionalOrders } from "./conditional-orders.ts";
import { EXPIRY, Expiries } from "./expiries.ts";
import { LOST } from "./connection.ts";
import { FifoQueue } from "./fifo-queue.ts";
import { LoadMeter } from "./load-meter.ts";
import { MessageQueue } from "./message-queue.ts";
import {
  ANSWER,
  BOOK_CROSSED,
  QUEUE_REACHED,
  REQUEST,
  REQUEST_EVENT,
  REQUEST_FIELDS,
  TRADED_THROUGH,
} from "./messages.ts";
import { OrderLog } from "./order-log.ts";
import { ReduceOnly } from "./reduce-only.ts";
import { RequestDesk } from "./request-desk.ts";
import { RestingOrders } from "./resting-orders.ts";
import type { VenueAccount } from "./venue-account.ts";
import type { VenuePositions } from "./venue-positions.ts";
import { type RequestMemory, requestMemory, takeRequest } from "./venue-request.ts";

/**
 * One instrument at a simulated venue: the book as it was there, the own orders in it, requests on
 * their way in and answers on their way out. The market does not react to own orders.
 *
 * Requests and rows are handled in order of time; a row comes before a request of the same instant.
 */
export class VenueMarket {
  readonly book: Book;
  /** Number of the instrument in the run. */
  readonly market: number;
  readonly requests: MessageQueue = new MessageQueue(REQUEST_FIELDS);
  readonly answers: MessageQueue;
  /** What happened to the orders here, and what was sent. */
  readonly log: OrderLog;
  readonly accountDesk: AccountDesk;
  /** Time to which `run` goes and, after it, to which it went. */
  untilNs = 0;
  /** Time of the next thing that may make an answer, NEVER when there is none; see `findDue`. */
  dueNs: number = NEVER;
  readonly #bids: RestingOrders = new RestingOrders(BUY);
  readonly #asks: RestingOrders = new RestingOrders(SELL);
  readonly #stops: ConditionalOrders;
  readonly #expiries: Expiries = new Expiries();
  readonly #reduceOnly: ReduceOnly;
  /** Time of rows after which stops wake up, NEVER when there is none. */
  #stopsNs: number = NEVER;
  /** The request that is being handled. */
  readonly #request: RequestMemory = requestMemory();
  readonly #cursor: TapeCursor;
  readonly #instrument: Instrument;
  readonly #queue: QueueModel;
  /** Takes the place of a model that needs to know every order. */
  readonly #fifo: FifoQueue | undefined;
  readonly #exchange: ExchangeModel;
  readonly #accounts: readonly VenueAccount[];
  readonly #answerDesk: AnswerDesk;
  readonly #requestDesk: RequestDesk;
  readonly #load: LoadMeter = new LoadMeter();
  readonly #lotSize: number;

  constructor(options: {
    instrument: Instrument;
    /** Number of the instrument in the run. */
    market: number;
    /** An empty one. */
    book: Book;
    cursor: TapeCursor;
    queue: QueueModel;
    exchange: ExchangeModel;
    /** Rules of its venue's market; without them it takes every request. */
    rulebook: Rulebook | undefined;
    /** Accounts whose orders may come here, by the index that requests carry. */
    accounts: readonly VenueAccount[];
    /** Whether it is noted what happens to each order. */
    keepsOrders: boolean;
  }) {
    this.book = options.book;
    this.#stops = new ConditionalOrders(options.book);
    this.#instrument = options.instrument;
    this.market = options.market;
    this.#cursor = options.cursor;
    this.#queue = options.queue;
    this.#fifo = options.queue.orderByOrder && new FifoQueue(this.#bids, this.#asks);
    this.#exchange = options.exchange;
    this.#accounts = options.accounts;
    this.log = new OrderLog({
      countsLots: options.queue.orderByOrder === true,
      keeps: options.keepsOrders,
    });
    this.#answerDesk = new AnswerDesk(options.accounts, this.log);
    this.answers = this.#answerDesk.queue;
    const facts = this.#facts();
    const sides = { bids: this.#bids, asks: this.#asks };
    this.#reduceOnly = new ReduceOnly({ ...options, ...sides, answers: this.#answerDesk });
    const parts = {
      ...options,
      ...sides,
      facts,
      rules: options.rulebook?.forInstrument(options.instrument, facts) ?? openRules,
      book: this.book,
      fifo: this.#fifo,
      answers: this.#answerDesk,
      stops: this.#stops,
      reduceOnly: this.#reduceOnly,
      expiries: this.#expiries,
    };
    this.accountDesk = new AccountDesk(parts);
    this.#requestDesk = new RequestDesk(parts);
    this.#lotSize = options.instrument.lot.float(1);
  }

  #facts(): MarketFacts {
    const { book } = this;
    const sides = [this.#bids, this.#asks];
    return {
      get bidTicks(): number {
        return book.has(BUY) ? book.bestTicks(BUY) : 0;
      },
      get askTicks(): number {
        return book.has(SELL) ? book.bestTicks(SELL) : 0;
      },
      openOrders: (account) =>
        sides.reduce((sum, side) => sum + side.countOf(account), this.#stops.of(account).length),
    };
  }

  /** End of the run's data: no order expires by itself after it. NEVER until it is set. */
  closeAt(ns: number): void {
    this.#expiries.endNs = ns;
  }

  /** What the accounts hold in this market as the venue knows it. */
  get positions(): VenuePositions {
    return this.#reduceOnly.positions;
  }

  /** Sets `dueNs` to the next request, expiry, or row that may fill or wake an own order. */
  findDue(): void {
    this.dueNs = Math.min(this.requests.headNs, this.#expiries.inData.headNs);
    const waiting = this.#bids.slots.length + this.#asks.slots.length + this.#stops.count;
    if (waiting === 0) return;
    this.#cursor.findRow();
    if (this.#cursor.rowNs < this.dueNs) this.dueNs = this.#cursor.rowNs;
  }

  /** Takes the account state that travels with the first answer; undefined when none does. */
  takeState(): AccountState | undefined {
    const number = this.answers.field(ANSWER.state);
    if (number === 0) return undefined;
    return this.#accounts[this.answers.field(ANSWER.account)]!.clearing.take(number);
  }

  /** Whether a row is still to come. */
  get hasRows(): boolean {
    return this.#cursor.hasNext();
  }

  /**
   * Handles all rows and requests up to `untilNs` inclusive, but none after the arrival of the first
   * answer, since the strategy may react to it: then `untilNs` becomes that arrival.
   */
  run(): void {
    const { requests, answers } = this;
    const cursor = this.#cursor;
    this.untilNs = Math.min(this.untilNs, answers.headNs);
    for (;;) {
      cursor.untilNs = Math.min(this.untilNs, requests.headNs, this.#expiries.inData.headNs);
      do this.#applyBlock();
      while (cursor.atEnd && cursor.nextBlock());
      if (this.#stopsNs !== NEVER) {
        this.#wakeStops();
        continue;
      }
      this.untilNs = Math.min(this.untilNs, answers.headNs);
      const due = Math.min(requests.headNs, this.#expiries.inData.headNs);
      if (due > this.untilNs || due === NEVER) return;
      this.#expire(this.#expiries.inData, due);
      this.#expire(this.#expiries.late, due);
      while (requests.headNs === due) this.#handleRequest(due);
      this.untilNs = Math.min(this.untilNs, answers.headNs);
    }
  }

  /** Stops that fired wake up after the rows of their instant, before its requests. */
  #wakeStops(): void {
    const atNs = this.#stopsNs;
    this.#stopsNs = NEVER;
    // The book is looked at as a whole message has left it, not level by level.
    if (this.#stops.byBook > 0) this.#stops.bookChanged();
    for (const stop of this.#stops.takeFired()) this.#requestDesk.wake(stop, atNs);
    this.untilNs = Math.min(this.untilNs, this.answers.headNs);
  }

  /** Ends the orders whose time has come at `atNs`, when the venue looks at them. */
  #expire(expiries: MessageQueue, atNs: number): void {
    while (expiries.headNs <= atNs) {
      const [account, orderId] = [expiries.field(EXPIRY.account), expiries.field(EXPIRY.orderId)];
      const side = expiries.field(EXPIRY.side);
      expiries.shift();
      this.#requestDesk.expire(account, orderId, side, atNs);
    }
  }

  /** Handles the first request, or lets it wait until the venue's gateway is through with it. */
  #handleRequest(dueNs: number): void {
    const { requests } = this;
    const { connection } = this.#accounts[requests.field(REQUEST.account)]!;
    const sent = requests.field(REQUEST.kind) !== REQUEST_EVENT;
    if (sent && connection.hasService && requests.field(REQUEST.served) === 0) {
      const load = this.#load.rowsPerSecond(dueNs, this.#cursor.passed);
      const atNs = connection.served(requests.field(REQUEST.kind), dueNs, load);
      requests.delayFirst(atNs, REQUEST.served, 1);
      return;
    }
    const refusal = sent ? connection.refusal(requests, this.answers, dueNs) : 0;
    takeRequest(requests, this.#request);
    if (refusal !== LOST) this.#requestDesk.handle(this.#request, dueNs, refusal);
  }

  /**
   * Applies the due rows of the cursor's block; stops early when an answer must be seen first.
   *
   * What handles a row gets its number and reads the columns itself: a double that is passed to a
   * function costs a heap number wherever the compiler does not inline the call.
   */
  #applyBlock(): void {
    const cursor = this.#cursor;
    const { event, exchNs, priceTicks, qtyLots } = cursor.rows;
    const { offsetNs } = cursor;
    const stops = this.#stops;
    const fifo = this.#fifo;
    const length = event.length;
    let limit = cursor.untilNs - offsetNs;
    let i = cursor.index;
    for (; i < length; i++) {
      const ev = event[i]!;
      if ((ev & ROW_EXCH) === 0) continue;
      if (exchNs[i]! > limit) break;
      const kind = ev & ROW_KIND_MASK;
      let filled = false;
      if (kind === ROW_DEPTH || kind === ROW_SNAPSHOT) {
        if (fifo !== undefined) fifo.change(cursor.rows, i);
        if ((ev & (ROW_BUY | ROW_SELL)) !== 0) filled = this.#level(ev & ROW_BUY ? BUY : SELL, i);
      } else if (kind === ROW_TRADE) {
        if ((ev & ROW_BUY) !== 0) filled = this.#trade(BUY, i);
        else if ((ev & ROW_SELL) !== 0) filled = this.#trade(SELL, i);
        const ticks = priceTicks[i]!;
        stops.lastTicks = ticks;
        if (ticks >= stops.above || ticks <= stops.below) filled = this.#stopTrade(i) || filled;
      } else {
        if (fifo !== undefined) fifo.clear(cursor.rows, i);
        this.book.apply(ev, priceTicks[i]!, qtyLots[i]!);
      }
      if (filled) {
        cursor.untilNs = Math.min(cursor.untilNs, this.answers.headNs, this.#stopsNs);
        limit = cursor.untilNs - offsetNs;
      }
    }
    cursor.index = i;
  }

  /** Row `i` sets a level. True when own orders were filled. */
  #level(side: number, i: number): boolean {
    const { rows } = this.#cursor;
    const priceTicks = rows.priceTicks[i]!;
    const ladder = side === BUY ? this.book.bids : this.book.asks;
    const bestBefore = ladder.best;
    this.book.setFrom(side, priceTicks, rows.qtyLots, i);
    const own = side === BUY ? this.#bids : this.#asks;
    const key = side === BUY ? -priceTicks : priceTicks;
    const slot = own.firstAt(key);
    if (slot >= 0) this.#queueLevel(own, slot, ladder, i);
    return ladder.best !== bestBefore && this.#newBest(side, ladder.best < bestBefore, i);
  }

  /** Row `i` has moved the best level of a side. True when own orders were filled. */
  #newBest(side: number, isBetter: boolean, i: number): boolean {
    const ladder = side === BUY ? this.book.bids : this.book.asks;
    const stopsLook = this.#stops.byBook > 0 && this.#lookAfter(i);
    // A better best takes what it reaches on the other side. Opposite keys have opposite signs.
    if (!isBetter) return stopsLook;
    const others = side === BUY ? this.#asks : this.#bids;
    if (others.best + ladder.best > 0) return stopsLook;
    this.#fillReached(others, -ladder.best, i);
    return true;
  }

  /** Trade row `i` is at a price that stops wait for. True when one fired. */
  #stopTrade(i: number): boolean {
    return this.#stops.traded() && this.#lookAfter(i);
  }

  /** Stops are looked at once the rows of the time of row `i` are applied. True. */
  #lookAfter(i: number): boolean {
    this.#stopsNs = Math.min(this.#stopsNs, this.#timeOf(i));
    return true;
  }

  /** Time of row `i`. It is a double on the heap: only for what happens rarely. */
  #timeOf(i: number): number {
    const { rows, offsetNs, floorNs } = this.#cursor;
    return Math.max(rows.exchNs[i]! + offsetNs, floorNs);
  }

  /** The level of `first` and others went from the ladder's `before` lots to those of row `i`. */
  #queueLevel(own: RestingOrders, first: number, ladder: Ladder, i: number): void {
    if (this.#fifo !== undefined) return;
    const queue = this.#queue;
    const { lot } = this.#instrument;
    const before = lot.float(ladder.before);
    const after = lot.float(this.#cursor.rows.qtyLots[i]!);
    for (let slot = first; slot >= 0; slot = own.nextAt(slot)) {
      own.front[slot] = queue.levelChanged(own.front[slot]!, own.traded[slot]!, before, after);
      own.traded[slot] = 0;
    }
  }

  #fillReached(others: RestingOrders, reached: number, i: number): void {
    for (let n = 0; n < others.slots.length;) {
      const slot = others.slots[n]!;
      const due = others.key[slot]! <= reached;
      const lots = others.leavesLots[slot]!;
      if (!due || !this.#fillMaker(others, slot, lots, BOOK_CROSSED, i)) n += 1;
    }
    this.#reduceOnly.expireExcess(this.#timeOf(i));
  }

  /** Row `i` is a trade with its aggressor's side. True when own orders were filled. */
  #trade(side: number, i: number): boolean {
    const { rows } = this.#cursor;
    const resting = side === BUY ? this.#asks : this.#bids;
    const key = side === BUY ? rows.priceTicks[i]! : -rows.priceTicks[i]!;
    if (key < resting.best) return false;
    const qty = this.#instrument.lot.float(rows.qtyLots[i]!);
    this.#fifo?.startTrade(rows, i, 1 - side);
    let filled = false;
    for (let n = 0; n < resting.slots.length;) {
      const slot = resting.slots[n]!;
      const at = resting.key[slot]!;
      const lots =
        at < key ? resting.leavesLots[slot]! : at === key ? this.#queueLots(resting, slot, qty) : 0;
      const reason = at < key ? TRADED_THROUGH : QUEUE_REACHED;
      filled ||= lots > 0;
      if (lots === 0 || !this.#fillMaker(resting, slot, lots, reason, i)) n += 1;
    }
    if (filled) this.#reduceOnly.expireExcess(this.#timeOf(i));
    return filled;
  }

  /** Moves an order forward by a trade at its price; the lots that reach it. */
  #queueLots(resting: RestingOrders, slot: number, qty: number): number {
    if (this.#fifo !== undefined) return this.#fifoLots(this.#fifo, resting, slot);
    const front = resting.front[slot]! - qty;
    resting.front[slot] = front;
    resting.traded[slot] = resting.traded[slot]! + qty;
    const reached = reachedLots(front, this.#lotSize);
    if (!(reached > 0)) return 0;
    resting.front[slot] = 0;
    return this.#exchange.queueFill(reached, resting.shownLots[slot]!);
  }

  #fifoLots(fifo: FifoQueue, resting: RestingOrders, slot: number): number {
    const reached = fifo.reached(resting, slot);
    if (!(reached > 0)) return 0;
    const lots = this.#exchange.queueFill(reached, resting.shownLots[slot]!);
    fifo.give(lots);
    return lots;
  }

  /** Fills a resting order at its own price, because of row `i`. True when the order is gone. */
  #fillMaker(resting: RestingOrders, slot: number, due: number, why: number, i: number): boolean {
    const account = resting.account[slot]!;
    const { side } = resting;
    const reduces = resting.reduceOnly[slot] === 1;
    const qtyLots = reduces ? Math.min(due, this.#reduceOnly.reducible(account, side)) : due;
    if (qtyLots === 0) return false;
    // Whom a trade reaches has nobody ahead, whatever rows still to come say of the others.
    this.log.nextAhead = why === QUEUE_REACHED ? 0 : resting.front[slot]!;
    resting.fill(slot, qtyLots);
    const leavesLots = resting.leavesLots[slot]!;
    const execution = {
      orderId: resting.orderId[slot]!,
      side,
      priceTicks: resting.priceTicks(slot),
      qtyLots,
      leavesLots,
      maker: true,
      atNs: this.#timeOf(i),
    };
    this.#accounts[account]!.clearing.fill(this.market, execution);
    this.#reduceOnly.filled(account, side, qtyLots);
    this.#answerDesk.filled(account, execution, why);
    if (leavesLots === 0) resting.remove(slot);
    else if (resting.shownLots[slot] === 0) this.#showNext(resting, slot);
    return leavesLots === 0;
  }

  /** The next part of an iceberg shows, behind all that shows at its price. */
  #showNext(resting: RestingOrders, slot: number): void {
    const { side } = resting;
    resting.shownLots[slot] = resting.nextShown(slot);
    const level = this.#instrument.lot.float(this.book.lotsAt(side, resting.priceTicks(slot)));
    resting.front[slot] = this.#queue.aheadOnArrival?.(level) ?? level;
    resting.traded[slot] = 0;
    this.#fifo?.stand(resting, slot, this.book.ladder(side));
  }
}
