import { BookView, ConfigError, type Instrument } from "@mexoms/core";
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

  constructor(market: DetectorMarket, index: number, sigmaHalfLifeNs: number) {
    const { instrument } = market;
    if (instrument.payoff !== "linear") {
      throw new ConfigError(
        `markets[${index}]`,
        `${instrument.id} is inverse; a detector needs linear instruments, sized in their base`,
      );
    }
    this.index = index;
    this.instrument = instrument;
    this.book = market.book;
    this.venue = instrument.spec.venue;
    this.spot = instrument.spec.market === "spot";
    this.takerFee = market.takerFee.units;
    this.latencyNs = market.latencyNs;
    this.room = market.room;
    this.volatility = new Volatility(sigmaHalfLifeNs);
  }

  /** Reads the top of the book. */
  refresh(nowNs: number, exchNs: number): void {
    this.receivedNs = nowNs;
    this.exchNs = exchNs;
    const bid = this.book.valid ? this.book.bestOfOthers("buy") : Number.NaN;
    const ask = this.book.valid ? this.book.bestOfOthers("sell") : Number.NaN;
    this.valid = bid > 0 && bid < ask;
    if (!this.valid) return;
    this.bidTicks = bid;
    this.askTicks = ask;
    this.volatility.see((bid + ask) / 2, nowNs);
  }
}
