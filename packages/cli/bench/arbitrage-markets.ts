import { Detector, type DetectorConfig } from "@mexoms/arbitrage";
import { BookView, Instrument, Prng, Rate } from "@mexoms/core";
import { Book, BUY, SELL } from "@mexoms/core/internal";

const TICKS = ["0.01", "0.02", "0.05"];
const LOTS = ["0.001", "0.01", "0.0005"];
/** Levels that each side has. */
const DEPTH = 20;
/** Changes that are drawn; then they come again. */
const CHANGES = 1 << 16;

export const BENCH_CONFIG: DetectorConfig = {
  kinds: ["cross-venue", "spot-perpetual", "triangular"],
  equivalents: [],
  minNet: Rate.parse("10bps", "minNet"),
  basisOpen: Rate.parse("10bps", "basisOpen"),
  basisClose: Rate.parse("0bps", "basisClose"),
  maxValue: { USDT: "10000" },
  maxAgeNs: 1e12,
  maxSkewNs: 1e12,
  minEdgeNs: 0,
  minEdgeLooks: 1,
  reserveFactor: 1,
  sigmaBps: undefined,
  sigmaHalfLifeNs: 60e9,
  cooldownNs: 0,
  levels: 50,
};

/** Books of venues x symbols around one price each, in which tops change at random. */
export class BenchMarkets {
  readonly detector: Detector;
  readonly #books: readonly { book: Book; instrument: Instrument; midTicks: number }[];
  // Changes are drawn beforehand, so that drawing them costs nothing on the heap.
  readonly #drawn = new Int32Array(CHANGES);
  readonly #sides = new Int32Array(CHANGES);
  readonly #away = new Int32Array(CHANGES);
  readonly #lots = new Float64Array(CHANGES);
  /** What the last change was to. */
  market = 0;

  constructor(options: {
    instruments: readonly Instrument[];
    price: (instrument: Instrument) => string;
    config?: Partial<DetectorConfig>;
  }) {
    const { instruments, price } = options;
    const random = new Prng(7);
    this.#books = instruments.map((instrument) => ({
      book: new Book(),
      instrument,
      // Up to two ticks apart, so that some bids are above asks elsewhere before fees.
      midTicks: instrument.tick.nearest(price(instrument), "price") + random.below(5) - 2,
    }));
    this.detector = new Detector({
      config: { ...BENCH_CONFIG, ...options.config },
      markets: this.#books.map(({ book, instrument }) => ({
        instrument,
        book: new BookView({
          instrument,
          book,
          own: [],
          includesOwn: false,
          changed: Float64Array.of(0, Number.NaN),
        }),
        takerFee: instrument.takerFee,
        makerFee: instrument.makerFee,
        latencyNs: 5e6,
        room: { buyLots: 1e12, sellLots: 1e12, pay: undefined },
      })),
    });
    for (const { book, midTicks } of this.#books) {
      for (let i = 1; i <= DEPTH; i++) {
        book.set(BUY, midTicks - i, 100);
        book.set(SELL, midTicks + i, 100);
      }
    }
    for (let at = 0; at < CHANGES; at++) {
      this.#drawn[at] = random.below(this.#books.length);
      this.#sides[at] = random.below(2);
      this.#away[at] = 1 + random.below(3);
      this.#lots[at] = random.below(4) === 0 ? 0 : 1 + random.below(200);
    }
    for (let i = 0; i < instruments.length; i++) this.detector.onBook(i, 0);
  }

  /** Puts a size at a level near the middle of a book, or takes it off: both drawn at random. */
  change(turn: number): void {
    const at = turn % CHANGES;
    this.market = this.#drawn[at]!;
    const { book, midTicks } = this.#books[this.market]!;
    const side = this.#sides[at]!;
    book.setFrom(side, midTicks + (side === BUY ? -1 : 1) * this.#away[at]!, this.#lots, at);
    this.detector.clock.nowNs += 50_000;
  }

  /** Moves the levels of one market by ticks, so that it crosses others or does so no more. */
  shift(market: number, ticks: number): void {
    const { book, midTicks } = this.#books[market]!;
    book.clear();
    for (let i = 1; i <= DEPTH; i++) {
      book.set(BUY, midTicks + ticks - i, 100);
      book.set(SELL, midTicks + ticks + i, 100);
    }
    this.market = market;
    this.detector.clock.nowNs += 50_000;
  }
}

/** Spot of a venue, with a tick and a lot of its own. */
export function benchInstrument(
  venue: number,
  base: string,
  quote: string,
  tickSize: string = TICKS[venue % TICKS.length]!,
): Instrument {
  return new Instrument({
    venue: `v${venue}`,
    market: "spot",
    symbol: `${base}${quote}`,
    base,
    quote,
    payoff: "linear",
    contractSize: "1",
    tickSize,
    lotSize: LOTS[venue % LOTS.length]!,
    makerFee: "10bps",
    takerFee: "10bps",
    minNotional: "5",
  });
}
