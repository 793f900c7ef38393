import { BookView, Instrument, type InstrumentSpec, Rate } from "@mexoms/core";
import { Book, BUY, SELL } from "@mexoms/core/internal";
import type { DetectorConfig, DetectorMarket, Room } from "@mexoms/arbitrage";

export const PLENTY: Room = { buyLots: 1e15, sellLots: 1e15, pay: undefined };

/** Everything open: what crosses is found. */
export const EAGER: DetectorConfig = {
  kinds: ["cross-venue", "spot-perpetual", "triangular"],
  equivalents: [],
  minNet: Rate.parse("0bps", "minNet"),
  basisOpen: Rate.parse("0bps", "basisOpen"),
  basisClose: Rate.parse("0bps", "basisClose"),
  maxValue: { USDT: "1000000000" },
  maxAgeNs: 1e18,
  maxSkewNs: 1e18,
  minEdgeNs: 0,
  minEdgeLooks: 1,
  reserveFactor: 0,
  sigmaBps: 0,
  sigmaHalfLifeNs: 60e9,
  cooldownNs: 0,
  levels: 50,
};

export function instrumentOf(spec: Partial<InstrumentSpec>): Instrument {
  return new Instrument({
    venue: "a",
    market: "spot",
    symbol: "BTCUSDT",
    base: "BTC",
    quote: "USDT",
    payoff: "linear",
    contractSize: "1",
    tickSize: "0.01",
    lotSize: "0.001",
    makerFee: "10bps",
    takerFee: "10bps",
    ...spec,
  });
}

/** A market with a book that a test fills. */
export class TestMarket {
  readonly book = new Book();
  /** Our time and the venue's of the last change, as BookView wants them. */
  readonly changed = Float64Array.of(Number.NEGATIVE_INFINITY, Number.NaN);
  readonly instrument: Instrument;
  readonly view: BookView;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    this.view = new BookView({
      instrument,
      book: this.book,
      own: [],
      includesOwn: false,
      changed: this.changed,
    });
  }

  market(options: Partial<DetectorMarket> = {}): DetectorMarket {
    const { takerFee, makerFee } = this.instrument;
    const { instrument, view } = this;
    return { instrument, book: view, takerFee, makerFee, latencyNs: 0, room: PLENTY, ...options };
  }

  /** Sets all levels, as decimal texts. */
  set(bids: readonly (readonly [string, string])[], asks: readonly (readonly [string, string])[]) {
    this.book.clear();
    for (const [side, levels] of [
      [BUY, bids],
      [SELL, asks],
    ] as const) {
      for (const [price, qty] of levels) {
        this.book.set(side, this.instrument.priceTicks(price), this.instrument.qtyLots(qty));
      }
    }
  }
}
