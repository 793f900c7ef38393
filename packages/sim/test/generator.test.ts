import { createHash } from "node:crypto";
import { ConfigError, Instrument, naturalExp } from "@mexoms/core";
import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import { generateMarkets, sampleMarkets, singleOrders } from "@mexoms/sim/engine";
import type { GeneratedMarket, GeneratorConfig, MarketConfig } from "@mexoms/sim/engine";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { replay } from "./generated-book.ts";
import type { Replay } from "./generated-book.ts";

const SECOND_NS = 1e9;

function digest(market: GeneratedMarket): string {
  const hash = createHash("sha256");
  hash.update(market.instrument.id).update(market.epochNs.toString());
  for (const column of Object.values(market.rows) as (Float64Array | Int32Array | Uint8Array)[]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("hex");
}

function marketConfig(symbol: string, changes: Partial<MarketConfig> = {}): MarketConfig {
  const instrument = new Instrument({
    venue: "synthetic",
    market: "swap",
    symbol,
    base: "ABC",
    quote: "USDT",
    payoff: "linear",
    contractSize: "1",
    tickSize: "0.01",
    lotSize: "0.1",
    makerFee: "2bps",
    takerFee: "5bps",
  });
  return {
    instrument,
    startPrice: "300",
    annualVolatility: 0.8,
    factorCorrelation: 0.9,
    factorLagNs: 0,
    ownHalfLifeNs: 60e9,
    flow: {
      takesPerSecond: 3,
      placesPerSecond: 40,
      pullsPerSecond: 35,
      clustering: 0.6,
      memoryNs: 100e6,
      staleQuoteNs: 50e6,
      staleTakenShare: 0.3,
      takeSize: { min: "0.1", max: "100", tailExponent: 1.4 },
      placeSize: { min: "1", max: "200", tailExponent: 1.5 },
    },
    depth: { halfSpreadTicks: 0.3, touchShare: 0.4, humpTicks: 20, sideQty: "500" },
    latency: { baseNs: 1e6, jitterNs: 1e6 },
    ...changes,
  };
}

function config(markets: MarketConfig[], seconds: number, seed: number): GeneratorConfig {
  return {
    seed,
    startNs: 1_704_067_200_000_000_000n,
    durationNs: seconds * SECOND_NS,
    jumps: { perHour: 30, varianceShare: 0.2 },
    markets,
  };
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]): number => v.reduce((sum, a) => sum + a, 0) / v.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const product = (a: readonly number[], ma: number, b: readonly number[], mb: number): number =>
    a.reduce((sum, value, i) => sum + (value - ma) * (b[i]! - mb), 0);
  return (
    product(x, meanX, y, meanY) /
    Math.sqrt(product(x, meanX, x, meanX) * product(y, meanY, y, meanY))
  );
}

/** Changes of the log mid over `everyNs`. */
function returns(market: GeneratedMarket, durationNs: number, everyNs: number): number[] {
  const { mids } = replay(market, durationNs, everyNs);
  return mids.slice(1).map((mid, i) => Math.log(mid / mids[i]!));
}

describe("generateMarkets", () => {
  it("gives the same rows for the same seed on every machine", () => {
    expect(sampleMarkets(1, 2).map((market) => [market.instrument.id, digest(market)])).toEqual([
      [
        "synthetic:swap:BTCUSDT",
        "76cc711b1d653311e84c1b1d2b1d418baea16ef81cbdf8f987d8035bbd527e36",
      ],
      [
        "synthetic:spot:BTCUSDT",
        "3f4f92edf78f8e944c90905abaac71ccbbced0ffbbf96eccf5a8535a8f9b43c2",
      ],
      [
        "synthetic:inverse:BTCUSD",
        "d5d5247d5663d8a95292efd7825d85f30c178840672b240f128a4b8bf471a408",
      ],
    ]);
  });

  it("gives other rows for another seed", () => {
    const [one, two] = [sampleMarkets(1, 1), sampleMarkets(2, 1)];
    for (let i = 0; i < 3; i++) expect(digest(one[i]!)).not.toBe(digest(two[i]!));
  });

  it("gives a longer run that starts with the rows of the shorter one", () => {
    const short = sampleMarkets(5, 1);
    const long = sampleMarkets(5, 2);
    for (let i = 0; i < 3; i++) {
      const n = short[i]!.rows.event.length;
      expect(long[i]!.rows.event.length).toBeGreaterThan(n);
      expect(long[i]!.rows.localNs.slice(0, n)).toEqual(short[i]!.rows.localNs);
      expect(long[i]!.rows.priceTicks.slice(0, n)).toEqual(short[i]!.rows.priceTicks);
    }
  });

  it("does not change a market's rows when another is added after it", () => {
    const first = marketConfig("ONE");
    const alone = generateMarkets(config([first], 20, 3));
    const both = generateMarkets(config([first, marketConfig("TWO", { factorLagNs: 1e9 })], 20, 3));
    expect(digest(both[0]!)).toBe(digest(alone[0]!));
  });

  it("starts with one full snapshot and then has depth and trades only", () => {
    for (const market of sampleMarkets(4, 1)) {
      const { event, exchNs, qtyLots } = market.rows;
      const kinds = [...event].map((byte) => byte & ROW_KIND_MASK);
      expect(event[0]).toBe(ROW_CLEAR);
      const end = kinds.findIndex((kind) => kind === ROW_DEPTH || kind === ROW_TRADE);
      const snapshot = [...event.subarray(1, end)];
      expect(snapshot.every((byte) => (byte & ROW_KIND_MASK) === ROW_SNAPSHOT)).toBe(true);
      expect(snapshot.filter((byte) => byte & ROW_BUY).length).toBeGreaterThan(20);
      expect(snapshot.filter((byte) => !(byte & ROW_BUY)).length).toBeGreaterThan(20);
      expect(exchNs.subarray(0, end).every((ns) => ns === 0)).toBe(true);
      expect(qtyLots.subarray(1, end).every((lots) => lots > 0)).toBe(true);
      expect(kinds.slice(end).every((kind) => kind === ROW_DEPTH || kind === ROW_TRADE)).toBe(true);
      expect(event.every((byte) => (byte & (ROW_EXCH | ROW_LOCAL)) === 0)).toBe(true);
    }
  });

  it("makes about as many rows as documented, so that sample tapes stay small", () => {
    const [swap, spot, inverse] = sampleMarkets(1, 10).map((market) => market.rows.event.length);
    expect(swap).toBeGreaterThan(40_000);
    expect(swap).toBeLessThan(60_000);
    expect(spot).toBeLessThan(swap!);
    expect(inverse).toBeLessThan(swap!);
  });

  it("keeps every rule of a market data feed, whatever the config", () => {
    const markets = fc.record({
      seed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      annualVolatility: fc.double({ min: 0, max: 5, noNaN: true }),
      takesPerSecond: fc.double({ min: 0, max: 10, noNaN: true }),
      clustering: fc.double({ min: 0, max: 0.7, noNaN: true }),
      staleTakenShare: fc.double({ min: 0, max: 1, noNaN: true }),
      halfSpreadTicks: fc.double({ min: 0, max: 5, noNaN: true }),
      touchShare: fc.double({ min: 0, max: 1, noNaN: true }),
      sideQty: fc.constantFrom("1", "10", "5000"),
    });
    fc.assert(
      fc.property(markets, (drawn) => {
        const plain = marketConfig("ABC");
        const [market] = generateMarkets(
          config(
            [
              {
                ...plain,
                annualVolatility: drawn.annualVolatility,
                flow: {
                  ...plain.flow,
                  placesPerSecond: 80,
                  pullsPerSecond: 70,
                  takesPerSecond: drawn.takesPerSecond,
                  clustering: drawn.clustering,
                  staleTakenShare: drawn.staleTakenShare,
                },
                depth: {
                  ...plain.depth,
                  halfSpreadTicks: drawn.halfSpreadTicks,
                  touchShare: drawn.touchShare,
                  sideQty: drawn.sideQty,
                },
              },
            ],
            10,
            drawn.seed,
          ),
        );
        replay(market!, 10 * SECOND_NS, SECOND_NS);
      }),
      { numRuns: 60 },
    );
  });
});

describe("generated order flow", () => {
  const durationNs = 600 * SECOND_NS;
  let replays: Replay[];

  beforeAll(() => {
    replays = sampleMarkets(1, 10).map((market) => replay(market, durationNs, SECOND_NS));
  });

  it("clusters: gaps between takers vary more than those of a Poisson process", () => {
    for (const { takerTimes } of replays) {
      const gaps = takerTimes.slice(1).map((ns, i) => ns - takerTimes[i]!);
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
      const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
      expect(Math.sqrt(variance) / mean).toBeGreaterThan(1.2);
    }
  });

  it("does not cluster when no order is caused by others and the price stands still", () => {
    const plain = marketConfig("ABC");
    const quiet = marketConfig("ABC", {
      annualVolatility: 0,
      flow: { ...plain.flow, clustering: 0 },
    });
    const [market] = generateMarkets(config([quiet], 600, 1));
    const { takerTimes } = replay(market!, durationNs, SECOND_NS);
    const gaps = takerTimes.slice(1).map((ns, i) => ns - takerTimes[i]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeGreaterThan(SECOND_NS / 3.3);
    expect(mean).toBeLessThan(SECOND_NS / 2.7);
    expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.92);
    expect(Math.sqrt(variance) / mean).toBeLessThan(1.08);
  });

  it("trades from both sides, in sizes with a heavy tail", () => {
    for (const { tradeLots, buys, sells } of replays) {
      expect(buys).toBeGreaterThan(300);
      expect(sells).toBeGreaterThan(300);
      const sorted = tradeLots.toSorted((a, b) => a - b);
      const median = sorted[Math.floor(sorted.length / 2)]!;
      expect(sorted.at(-1)! / median).toBeGreaterThan(50);
    }
  });

  it("keeps the mean spread near one basis point", () => {
    for (const { meanSpreadTicks, mids } of replays) {
      const spreadBps = (meanSpreadTicks / (mids[0]! / 2)) * 10_000;
      expect(spreadBps).toBeGreaterThan(0.4);
      expect(spreadBps).toBeLessThan(1.6);
    }
  });

  it("has more resting in the hump than far behind it", () => {
    for (const [index, humpTicks] of [100, 50, 50].entries()) {
      const { lotsByDistance } = replays[index]!;
      const rests = (from: number, to: number): number =>
        lotsByDistance.slice(from, to).reduce((sum, lots) => sum + lots, 0);
      expect(rests(0, 2 * humpTicks)).toBeGreaterThan(1.5 * rests(2 * humpTicks, 4 * humpTicks));
      expect(rests(2 * humpTicks, 4 * humpTicks)).toBeGreaterThan(
        rests(6 * humpTicks, 8 * humpTicks),
      );
    }
  });

  it("moves the price both ways, by as much as the volatility says", () => {
    const [market] = generateMarkets(config([marketConfig("ABC")], 1800, 11));
    const steps = returns(market!, 1800 * SECOND_NS, 10 * SECOND_NS);
    expect(steps.filter((step) => step > 0).length).toBeGreaterThan(steps.length * 0.35);
    expect(steps.filter((step) => step < 0).length).toBeGreaterThan(steps.length * 0.35);
    const variance = steps.reduce((sum, step) => sum + step * step, 0) / steps.length;
    const expected = (0.8 * 0.8 * 10) / (365 * 86_400);
    expect(Math.sqrt(variance / expected)).toBeGreaterThan(0.75);
    expect(Math.sqrt(variance / expected)).toBeLessThan(1.25);
  });
});

describe("correlated markets", () => {
  const seconds = 1800;
  const pair = (one: Partial<MarketConfig>, two: Partial<MarketConfig>): GeneratedMarket[] =>
    generateMarkets(config([marketConfig("ONE", one), marketConfig("TWO", two)], seconds, 21));
  const pairReturns = (markets: GeneratedMarket[], everyNs: number): number[][] =>
    markets.map((market) => returns(market, seconds * SECOND_NS, everyNs));

  it("move together as configured: the product of their correlations with the factor", () => {
    for (const [one, two] of [
      [0.9, 0.9],
      [0.9, 0.5],
      [0.8, -0.8],
      [0, 0.9],
    ] as const) {
      const slow = { ownHalfLifeNs: 3600e9 };
      const markets = pair(
        { factorCorrelation: one, ...slow },
        { factorCorrelation: two, ...slow },
      );
      const [x, y] = pairReturns(markets, 5 * SECOND_NS);
      expect(Math.abs(correlation(x!, y!) - one * two)).toBeLessThan(0.12);
    }
  });

  it("follow the factor with their lag, so that one leads the other", () => {
    const [x, y] = pairReturns(pair({}, { factorLagNs: 3 * SECOND_NS }), SECOND_NS);
    const atLag = (lag: number): number => correlation(x!.slice(0, -lag), y!.slice(lag));
    expect(atLag(3)).toBeGreaterThan(0.5);
    expect(Math.abs(correlation(x!, y!))).toBeLessThan(0.2);
    expect(Math.abs(atLag(6))).toBeLessThan(0.2);
  });
});

describe("exponential", () => {
  it("is within 4 units in the last place of the true value", () => {
    expect(naturalExp(0)).toBe(1);
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(naturalExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
      }),
    );
  });
});

describe("generator config", () => {
  const broken: [reason: string, changes: Partial<MarketConfig>, message: RegExp][] = [
    ["a volatility below zero", { annualVolatility: -1 }, /swap:ABC annualVolatility: -1 is not/],
    ["a lag between steps", { factorLagNs: 5 }, /factorLagNs: 5 is not a whole multiple/],
    ["a price off the grid", { startPrice: "300.001" }, /startPrice: 300.001 is not a multiple/],
    ["a price too near to zero", { startPrice: "1" }, /startPrice in ticks/],
    ["a latency of zero", { latency: { baseNs: 0, jitterNs: 0 } }, /latency.baseNs/],
    [
      "more clustering than the rates bear",
      { flow: { ...marketConfig("ABC").flow, clustering: 0.95, takesPerSecond: 50 } },
      /flow.clustering: .* for example 0.5/,
    ],
  ];
  for (const [reason, changes, message] of broken) {
    it(`is refused for ${reason}`, () => {
      const run = (): unknown => generateMarkets(config([marketConfig("ABC", changes)], 1, 1));
      expect(run).toThrow(ConfigError);
      expect(run).toThrow(message);
    });
  }

  it("is refused for two markets of one instrument and for a broken number of minutes", () => {
    const twice = [marketConfig("ABC"), marketConfig("ABC")];
    expect(() => generateMarkets(config(twice, 1, 1))).toThrow(/ABC stands there twice/);
    expect(() => sampleMarkets(1, 0.5)).toThrow(/minutes: 0.5 is not a whole number/);
    expect(() => sampleMarkets(-1, 1)).toThrow(/seed: -1 is not from 0/);
  });
});

describe("the same market order by order", () => {
  const [market] = sampleMarkets(3, 1);
  const orders = singleOrders(market!, { seed: 3, snapshotOrders: 6 });

  it("has the same levels and the same volume at every time", () => {
    const states = (rows: GeneratedMarket["rows"]): Map<number, string> => {
      const book = new Map<number, number>();
      const traded = [0, 0];
      const at = new Map<number, string>();
      rows.event.forEach((event, i) => {
        const side = event & ROW_BUY ? 1 : -1;
        const kind = event & ROW_KIND_MASK;
        if (kind === ROW_TRADE) traded[side > 0 ? 0 : 1]! += rows.qtyLots[i]!;
        else if (kind !== ROW_CLEAR) book.set(side * rows.priceTicks[i]!, rows.qtyLots[i]!);
        const touched = side * rows.priceTicks[i]!;
        at.set(rows.localNs[i]!, `${touched} ${book.get(touched)} ${traded.join(" ")}`);
      });
      return at;
    };
    expect(states(orders.rows)).toEqual(states(market!.rows));
    expect(orders.rows.event.length).toBeGreaterThan(market!.rows.event.length);
  });

  it("makes each level out of its orders, and trades only with orders that rest at the price", () => {
    const { event, priceTicks, qtyLots, orderId, orderLots } = orders.rows;
    const live = new Map<number, readonly [key: number, lots: number]>();
    const levels = new Map<number, number>();
    event.forEach((flags, i) => {
      const kind = flags & ROW_KIND_MASK;
      const isBid = (flags & ROW_BUY) !== 0;
      const key = priceTicks[i]! * (isBid === (kind !== ROW_TRADE) ? 1 : -1);
      const before = live.get(orderId![i]!);
      if (kind === ROW_TRADE) {
        expect(before?.[0]).toBe(key);
        expect(before?.[1]).toBeGreaterThanOrEqual(qtyLots[i]!);
      } else if (kind !== ROW_CLEAR) {
        levels.set(key, (levels.get(key) ?? 0) + orderLots![i]! - (before?.[1] ?? 0));
        // A snapshot names the whole size of a level with each of its orders.
        if (kind === ROW_SNAPSHOT) expect(levels.get(key)).toBeLessThanOrEqual(qtyLots[i]!);
        else expect(levels.get(key)).toBe(qtyLots[i]!);
        live.set(orderId![i]!, [key, orderLots![i]!]);
      }
    });
  });
});
