import { Decimal } from "@mexoms/core";
import type { Clock } from "./clock.ts";
import { AMOUNT_DECIMALS, Cycle, CycleLeg } from "./cycle.ts";
import type { DetectorConfig, Equivalents } from "./detector-config.ts";
import type { EdgeLives } from "./edge-lives.ts";
import type { MarketLook } from "./market-look.ts";

/** Keeps rounding of doubles from hiding a cycle; what passes is compared exactly. */
const MARGIN = 1e-9;

/** A cycle with where its rates stand. */
interface WeighedCycle {
  readonly cycle: Cycle;
  /** Indices of its legs in #rates. */
  readonly at: readonly [number, number, number];
  /** 1 + need, a little less. */
  readonly least: number;
}

/**
 * All cycles of three spot markets at one venue, found once. Each market has two rates: what selling
 * and what buying at its top give after the fee. The product of three, which stands for the sum of
 * their logarithms and needs none, tells without exact arithmetic that a cycle gives too little.
 */
export class CycleSet {
  readonly cycles: readonly Cycle[];
  readonly #of: readonly (readonly WeighedCycle[])[];
  /** What selling (2 * market) and buying (2 * market + 1) give; NaN without a price. */
  readonly #rates: Float64Array;
  /** Rate of selling at one tick, and the inverse of the rate of buying at one. */
  readonly #perTick: Float64Array;
  readonly #markets: readonly MarketLook[];

  constructor(options: {
    markets: readonly MarketLook[];
    config: DetectorConfig;
    equivalents: Equivalents;
    lives: EdgeLives;
    clock: Clock;
  }) {
    const { markets, config } = options;
    this.#markets = markets;
    this.#rates = new Float64Array(2 * markets.length).fill(Number.NaN);
    this.#perTick = Float64Array.from(
      markets.flatMap(({ instrument, takerFee }) => [
        instrument.tick.float(1) * (1 - takerFee / 1e10),
        instrument.tick.float(1) * (1 + takerFee / 1e10),
      ]),
    );
    this.cycles = config.kinds.includes("triangular") ? findCycles(options) : [];
    const weighed = this.cycles.map((cycle): WeighedCycle => {
      const index = (leg: CycleLeg): number => 2 * leg.market.index + (leg.side === "buy" ? 1 : 0);
      const [a, b, c] = cycle.legs;
      return {
        cycle,
        at: [index(a), index(b), index(c)],
        least: (1 + cycle.need / 1e10) * (1 - MARGIN),
      };
    });
    this.#of = markets.map((market) =>
      weighed.filter(({ cycle }) => cycle.legs.some((leg) => leg.market === market)),
    );
  }

  /** How many cycles a market is in. */
  countOf(market: number): number {
    return this.#of[market]!.length;
  }

  cycleOf(market: number, i: number): Cycle {
    return this.#of[market]![i]!.cycle;
  }

  /** False only if a cycle does not give what is asked at the tops of its books. */
  mayGive(market: number, i: number): boolean {
    const { at, least } = this.#of[market]![i]!;
    const rates = this.#rates;
    return rates[at[0]]! * rates[at[1]]! * rates[at[2]]! >= least;
  }

  /** Takes over the top of a market's book. */
  update(market: number): void {
    if (this.#of[market]!.length === 0) return;
    const { valid, bidTicks, askTicks } = this.#markets[market]!;
    const sell = 2 * market;
    const buy = sell + 1;
    this.#rates[sell] = valid ? bidTicks * this.#perTick[sell]! : Number.NaN;
    this.#rates[buy] = valid ? 1 / (askTicks * this.#perTick[buy]!) : Number.NaN;
  }
}

function findCycles(options: {
  markets: readonly MarketLook[];
  config: DetectorConfig;
  equivalents: Equivalents;
  lives: EdgeLives;
  clock: Clock;
}): readonly Cycle[] {
  const { config, equivalents } = options;
  const legs = options.markets.flatMap((market) => legsOf(market, equivalents));
  const cycles: Cycle[] = [];
  const seen = new Set<string>();
  for (const [currency, text] of Object.entries(config.maxValue)) {
    const start = equivalents.of(currency);
    const scaled = new Decimal(text).mul(new Decimal(10).pow(AMOUNT_DECIMALS));
    const maxValue = BigInt(scaled.floor().toFixed());
    for (const cycle of cyclesFrom(start, legs)) {
      const key = cycle
        .map(({ market, side }) => `${market.index}${side}`)
        .sort()
        .join();
      if (seen.has(key)) continue;
      seen.add(key);
      cycles.push(new Cycle({ ...options, legs: cycle, need: config.minNet.units, maxValue }));
    }
  }
  return cycles;
}

function legsOf(market: MarketLook, equivalents: Equivalents): readonly CycleLeg[] {
  const base = equivalents.of(market.instrument.spec.base);
  const quote = equivalents.of(market.instrument.spec.quote);
  if (!market.spot || base === quote) return [];
  return [
    new CycleLeg({ market, side: "sell", from: base, to: quote }),
    new CycleLeg({ market, side: "buy", from: quote, to: base }),
  ];
}

function cyclesFrom(
  start: string,
  legs: readonly CycleLeg[],
): readonly (readonly [CycleLeg, CycleLeg, CycleLeg])[] {
  const found: [CycleLeg, CycleLeg, CycleLeg][] = [];
  for (const first of legs) {
    if (first.from !== start) continue;
    const here = legs.filter(({ market }) => market.venue === first.market.venue);
    for (const second of here) {
      if (second.from !== first.to || second.to === start) continue;
      for (const third of here) {
        if (third.from === second.to && third.to === start) found.push([first, second, third]);
      }
    }
  }
  return found;
}
