import { type BookView, ConfigError, type Instrument, type LevelWalk } from "@mexoms/core";
import type { Clock } from "./clock.ts";
import type { DetectorMarket, Room } from "./detector-market.ts";
import { Volatility } from "./volatility.ts";

/** What a detector knows of one market since its last change. */
export class MarketLook {
  readonly index: number;
  readonly instrument: Instrument;
  readonly book: BookView;
  readonly venue: string;
  /** Holds coins; any other market holds a position. */
  readonly spot: boolean;
  readonly takerFee: number;
  readonly latencyNs: number;
  room: Room;
  /** Told from outside: the venue answers, and no residual of an earlier deal is open here. */
  healthy = true;
  residual = false;
  /** Signed lots of an own position; for markets other than spot. */
  positionLots = 0;
  /** What a long pays a short while a basis is held, in rate units; for markets other than spot. */
  fundingUnits = 0;
  /** Whole book, own orders aside, and not crossed. The ticks below are only good if it is. */
  valid = false;
  bidTicks = 0;
  askTicks = 0;
  /** When it last changed, and the exchange's time of that; NaN if not told. */
  receivedNs: number = Number.NEGATIVE_INFINITY;
  exchNs: number = Number.NaN;
  readonly volatility: Volatility;
  /** The levels of others. */
  readonly bids: LevelWalk;
  readonly asks: LevelWalk;
  readonly #clock: Clock;

  constructor(options: {
    market: DetectorMarket;
    index: number;
    sigmaHalfLifeNs: number;
    clock: Clock;
  }) {
    const { market, index } = options;
    const { instrument } = market;
    if (instrument.payoff !== "linear") {
      throw new ConfigError(
        `markets[${index}]`,
        `${instrument.id} is inverse; a detector needs linear instruments, sized in their base`,
      );
    }
    this.#clock = options.clock;
    this.index = index;
    this.instrument = instrument;
    this.book = market.book;
    this.venue = instrument.spec.venue;
    this.spot = instrument.spec.market === "spot";
    this.takerFee = market.takerFee.units;
    this.latencyNs = market.latencyNs;
    this.room = market.room;
    this.bids = market.book.walk("buy", "others");
    this.asks = market.book.walk("sell", "others");
    this.volatility = new Volatility(options.sigmaHalfLifeNs, options.clock);
  }

  /** Reads the top of the book. */
  refresh(): void {
    this.receivedNs = this.#clock.nowNs;
    const told = this.#clock.exchNs;
    this.exchNs = Number.isNaN(told) ? this.book.changedExchNs : told;
    const bid = this.book.valid ? this.book.bestOfOthers("buy") : Number.NaN;
    const ask = this.book.valid ? this.book.bestOfOthers("sell") : Number.NaN;
    this.valid = bid > 0 && bid < ask;
    if (!this.valid) return;
    this.bidTicks = bid;
    this.askTicks = ask;
    // Twice the middle: an integer, and returns are the same.
    this.volatility.see(bid + ask);
  }
}
