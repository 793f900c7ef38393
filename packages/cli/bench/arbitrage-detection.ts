import type { Instrument } from "@mexoms/core";
import { BenchMarkets, benchInstrument } from "./arbitrage-markets.ts";
import type { DecisionCase } from "./decision-case.ts";

const VENUES = 3;
const SYMBOLS = 50;
const COINS = 25;

/** A look at a changed book among many, in most of which nothing is to be found. */
export const ARBITRAGE_DETECTION: DecisionCase = {
  name: "arbitrage-detection",
  question: "from a book change to the decision, 3 venues x 50 symbols, nothing worth taking",
  limitNs: 1_000_000,
  aimNs: 20_000,
  prepare() {
    const instruments = Array.from({ length: VENUES * SYMBOLS }, (_, i) =>
      benchInstrument(i % VENUES, `C${Math.floor(i / VENUES)}`, "USDT"),
    );
    const markets = new BenchMarkets({ instruments, price: () => "100" });
    let found = 0;
    return {
      change: (turn) => markets.change(turn),
      decide() {
        if (markets.detector.look(markets.market) !== undefined) found += 1;
      },
      outcome: () => `${markets.detector.counts.crossedGross} crossed before fees, ${found} found`,
    };
  },
};

/** Every second look finds one: both books are walked, and the opportunity is written out. */
export const ARBITRAGE_WALK: DecisionCase = {
  name: "arbitrage-walk",
  question: "the same, when two books of 20 levels cross and are walked every second time",
  limitNs: 1_000_000,
  aimNs: 20_000,
  prepare() {
    const instruments = [0, 1].map((venue) => benchInstrument(venue, "C", "USDT"));
    const markets = new BenchMarkets({ instruments, price: () => "100", config: { sigmaBps: 1 } });
    let [found, lots] = [0, 0];
    return {
      change: (turn) => markets.shift(0, turn % 2 === 0 ? -60 : 0),
      decide() {
        const opportunity = markets.detector.look(markets.market);
        if (opportunity === undefined) return;
        found += 1;
        lots = opportunity.legs[0]!.qtyLots;
      },
      outcome: () => `${found} found, the last for ${lots} lots`,
    };
  },
};

/** Triangles over every coin: a change of the market that all share looks at all of them. */
export const ARBITRAGE_TRIANGLE: DecisionCase = {
  name: "arbitrage-triangle",
  question: "from a book change to the decision, 51 markets in 50 triangles, nothing worth taking",
  limitNs: 1_000_000,
  aimNs: 20_000,
  prepare() {
    const coins = Array.from({ length: COINS }, (_, i) => `C${i}`);
    const instruments = [
      benchInstrument(0, "BTC", "USDT"),
      ...coins.map((coin) => benchInstrument(0, coin, "USDT")),
      ...coins.map((coin) => benchInstrument(0, coin, "BTC", "0.00001")),
    ];
    const price = ({ spec }: Instrument): string =>
      spec.base === "BTC" ? "1000" : spec.quote === "BTC" ? "0.1" : "100";
    const markets = new BenchMarkets({ instruments, price });
    let found = 0;
    return {
      change: (turn) => markets.change(turn),
      decide() {
        if (markets.detector.look(markets.market) !== undefined) found += 1;
      },
      outcome: () => `${markets.detector.cycles.length} triangles, ${found} found`,
    };
  },
};
