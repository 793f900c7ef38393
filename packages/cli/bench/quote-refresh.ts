import { Instrument } from "@mexoms/core";
import {
  bindParams,
  Kernel,
  type KernelObserver,
  type OrderGateway,
  type OrderRecord,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_LOCAL,
  ROW_SELL,
  type RowFeed,
} from "@mexoms/core/internal";
import { marketMaker } from "@mexoms/market-maker";
import type { Decision, DecisionCase } from "./decision-case.ts";

const BTC = new Instrument({
  venue: "bench",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "2bps",
  takerFee: "5bps",
});
const MID = 600_000;
const LEVELS = 50;
const REFRESH_NS = 1_000_000;
/** A kernel keeps every order of its run: it is made anew before there are too many. */
const TURNS_OF_A_KERNEL = 2000;
const QUIET: KernelObserver = {
  intent: () => {},
  cancelAll: () => {},
  answer: () => {},
  explain: () => {},
};

/** Counts messages; what it was sent is answered before the next look. */
class Venue implements OrderGateway {
  messages = 0;
  readonly sent: OrderRecord[] = [];
  readonly canceled: OrderRecord[] = [];

  submit(orders: readonly OrderRecord[]): void {
    this.messages += orders.length;
    for (const order of orders) this.sent.push(order);
  }

  cancel(orders: readonly OrderRecord[]): void {
    this.messages += orders.length;
    for (const order of orders) this.canceled.push(order);
  }

  amend(): void {
    this.messages += 1;
  }

  cancelAll(): void {
    this.messages += 1;
  }
}

/** A market maker with three quotes a side on a book of fifty levels a side. */
class Desk implements Decision {
  readonly #given: Readonly<Record<string, string>>;
  readonly #shiftTicks: number;
  readonly #renews: boolean;
  readonly #venue = new Venue();
  readonly #feed: RowFeed;
  #kernel: Kernel | undefined;
  #nowNs = 0;
  #looks = 0;

  /** The book moves by `shiftTicks` and back, turn by turn. */
  constructor(given: Readonly<Record<string, string>>, shiftTicks: number, renews: boolean) {
    this.#given = given;
    this.#shiftTicks = shiftTicks;
    this.#renews = renews;
    const rows = 4;
    this.#feed = {
      rows: {
        event: new Uint8Array(rows),
        exchNs: new Float64Array(rows),
        localNs: new Float64Array(rows),
        priceTicks: new Int32Array(rows),
        qtyLots: new Float64Array(rows),
      },
      index: 0,
      untilNs: Number.MAX_SAFE_INTEGER,
      offsetNs: 0,
    };
  }

  change(turn: number): void {
    if (this.#kernel === undefined || (this.#renews && turn % TURNS_OF_A_KERNEL === 0))
      this.#renew();
    this.#answer();
    this.#nowNs += REFRESH_NS;
    // The best level of one side is taken away and set on the other side, and back again.
    const up = turn % 2 === 0 ? this.#shiftTicks : 0;
    const down = this.#shiftTicks - up;
    this.#row(0, ROW_BUY, MID + down, 0);
    this.#row(1, ROW_SELL, MID + 1 + down, 0);
    this.#row(2, ROW_BUY, MID + up, 700);
    this.#row(3, ROW_SELL, MID + 1 + up, 700);
    this.#feed.index = 0;
    this.#kernel!.markets[0]!.applyRows(this.#feed);
  }

  decide(): void {
    this.#looks += 1;
    this.#kernel!.wake(this.#nowNs);
  }

  outcome(): string {
    const { messages } = this.#venue;
    return `${messages} messages in ${this.#looks} looks`;
  }

  #row(i: number, side: number, ticks: number, lots: number): void {
    const { rows } = this.#feed;
    rows.event[i] = ROW_DEPTH | ROW_LOCAL | ROW_EXCH | side;
    rows.exchNs[i] = this.#nowNs;
    rows.localNs[i] = this.#nowNs;
    rows.priceTicks[i] = ticks;
    rows.qtyLots[i] = lots;
  }

  #answer(): void {
    const { sent, canceled } = this.#venue;
    for (let i = 0; i < sent.length; i++) this.#kernel!.accepted(sent[i]!.id, this.#nowNs);
    for (let i = 0; i < canceled.length; i++) {
      this.#kernel!.ended(canceled[i]!.id, this.#nowNs, "canceled");
    }
    sent.length = 0;
    canceled.length = 0;
  }

  #renew(): void {
    const { params } = marketMaker;
    const instruments = [BTC];
    this.#venue.sent.length = 0;
    this.#venue.canceled.length = 0;
    this.#nowNs = 0;
    const kernel = new Kernel({
      instruments,
      strategy: marketMaker,
      params: bindParams({ params, given: this.#given, instruments }).values,
      seed: 1,
      epochNs: 0n,
      gateway: this.#venue,
      observer: QUIET,
      bookIncludesOwn: false,
    }) as unknown as Kernel;
    kernel.start(0);
    this.#kernel = kernel;
    const { book } = kernel.markets[0]!;
    for (let i = 1; i <= LEVELS; i++) {
      book.set(0, MID - i * 30, 100 * i);
      book.set(1, MID + this.#shiftTicks + 1 + i * 30, 100 * i);
    }
  }
}

const AT_ONCE = {
  refresh: "1ms",
  tightenAfter: "0ms",
  messageRate: "100000",
  messageBurst: "100000",
} as const;
const LIMITS = { limitNs: 10_000_000, aimNs: 100_000 } as const;

/** Every stage of a look on a book that changed: quotes are near enough, nothing is sent. */
export const QUOTE_REFRESH: DecisionCase = {
  name: "quote-refresh",
  question: "from a changed book to target orders, 3 levels a side, none has to move",
  ...LIMITS,
  prepare: () => new Desk({ ...AT_ONCE, requoteTolerance: "2bps" }, 1, false),
};

/** The same with all that a look can be asked for. */
export const QUOTE_REFRESH_ALL: DecisionCase = {
  name: "quote-refresh-all",
  question: "the same with depth, volatility, inventory sizes, depth-aware levels, toxicity",
  ...LIMITS,
  prepare: () =>
    new Desk(
      {
        ...AT_ONCE,
        requoteTolerance: "20bps",
        fairValue: "depth",
        spreadModel: "volatility",
        startVolatility: "1bps",
        sizeSkew: "exponential",
        sizes: "depth",
        depthAhead: "20",
        compete: "join",
        toxicity: "flow",
        thinBookWiden: "5bps",
        levels: "10",
        maxInventory: "2BTC",
      },
      1,
      false,
    ),
};

/** The book moves so far that quotes have to follow. */
export const QUOTE_REFRESH_SENDING: DecisionCase = {
  name: "quote-refresh-sending",
  question: "the same where quotes move, up to the hand-over of their messages",
  ...LIMITS,
  prepare: () => new Desk({ ...AT_ONCE, requoteTolerance: "0ticks" }, 120, true),
};
