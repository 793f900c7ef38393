import { Detector, type DetectorConfig, type DetectorMarket, type Room } from "@mexoms/arbitrage";
import { Money, Rate } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { EAGER, instrumentOf, PLENTY, TestMarket } from "./books.ts";

interface Two {
  readonly a: TestMarket;
  readonly b: TestMarket;
  readonly detector: Detector;
}

/** Two venues; b bids 1 % above the ask of a once `cross` is called. */
function two(
  config: Partial<DetectorConfig> = {},
  options: Partial<DetectorMarket> = {},
  spec: Parameters<typeof instrumentOf>[0] = {},
): Two {
  const a = new TestMarket(instrumentOf({ venue: "a", ...spec }));
  const b = new TestMarket(instrumentOf({ venue: "b", ...spec }));
  const detector = new Detector({
    markets: [a.market(options), b.market(options)],
    config: { ...EAGER, minNet: Rate.parse("10bps", "minNet"), ...config },
  });
  return { a, b, detector };
}

function cross({ a, b }: Omit<Two, "detector">): void {
  a.set([["99.99", "1"]], [["100.00", "2"]]);
  b.set([["101.00", "1"]], [["101.01", "1"]]);
}

describe("gates of the detector", () => {
  it("are all open for a fresh edge, which names both legs", () => {
    const all = two();
    cross(all);
    expect(all.detector.onBook(0, 0)).toBeUndefined();
    const found = all.detector.onBook(1, 1)!;
    expect(found).toMatchObject({ kind: "cross-venue", name: "BTC a:spot>b:spot", foundNs: 1 });
    expect(found.legs).toMatchObject([
      { side: "buy", qtyLots: 1000, depthLots: 2000 },
      { side: "sell", qtyLots: 1000, depthLots: 1000 },
    ]);
    // 101 * 0.999 - 100 * 1.001
    expect(found.net.toString()).toBe("0.799");
    expect(found.netBps).toBeCloseTo(79.82, 2);
    // The slack of 70 bps is shared: filled at both limits, 10 bps are left.
    expect(found.legs.map(({ limitTicks }) => limitTicks)).toEqual([10_034, 10_065]);
    expect(all.detector.explain(1).text).toContain("passes every gate");
  });

  const cases: readonly {
    gate: string;
    why: string;
    config?: Partial<DetectorConfig>;
    options?: Partial<DetectorMarket>;
    spec?: Parameters<typeof instrumentOf>[0];
    before?: (all: Two) => void;
    at?: number;
    exchNs?: readonly [number, number];
  }[] = [
    {
      gate: "age",
      why: "the other book has not changed for too long",
      config: { maxAgeNs: 1000 },
      at: 1001,
    },
    {
      gate: "skew",
      why: "the exchange times of the books are too far apart",
      config: { maxSkewNs: 1000 },
      exchNs: [5000, 3999],
    },
    { gate: "edge-life", why: "the edge is seen for the first time", config: { minEdgeLooks: 2 } },
    { gate: "edge-life", why: "the edge is too young", config: { minEdgeNs: 5 } },
    {
      gate: "reserve",
      why: "the reserve is more than the edge has left",
      // 70 bps * sqrt(1.21 s) = 77 bps, and 79.8 - 10 are left.
      config: { reserveFactor: 1, sigmaBps: 70 },
      options: { latencyNs: 1.21e9 },
    },
    {
      gate: "reserve",
      why: "the volatility is not known yet",
      config: { reserveFactor: 1, sigmaBps: undefined },
    },
    {
      gate: "venue",
      why: "a venue is not healthy",
      before: ({ detector }) => detector.setVenueHealth("a", false),
    },
    {
      gate: "residual",
      why: "a residual is open in the symbol",
      before: ({ detector }) => detector.setResidual("BTC/USDT", true),
    },
    {
      gate: "room",
      why: "there is nothing to sell",
      before: ({ detector }) => detector.setRoom(1, { ...PLENTY, sellLots: 0 }),
    },
    {
      gate: "room",
      why: "there is no money to buy with",
      before: ({ detector }) => detector.setRoom(0, { ...PLENTY, pay: new Money(0n, 0) }),
    },
    {
      gate: "size",
      why: "the balance buys less than a venue's minimum",
      spec: { minNotional: "50" },
      before: ({ detector }) => detector.setRoom(0, { ...PLENTY, pay: new Money(40n, 0) }),
    },
  ];

  for (const { gate, why, config, options, spec, before, at = 1, exchNs } of cases) {
    it(`${gate} closes when ${why}, is counted, and is told`, () => {
      const all = two(config, options, spec);
      cross(all);
      before?.(all);
      all.detector.onBook(0, 0, exchNs?.[0]);
      expect(all.detector.onBook(1, at, exchNs?.[1])).toBeUndefined();
      expect(all.detector.counts).toMatchObject({ crossedNet: 1, gated: { [gate]: 1 }, found: 0 });
      const { edges } = all.detector.explain(1).event as { edges: { state: string }[] };
      expect(edges.map(({ state }) => state)).toEqual([gate, "no edge"]);
    });
  }

  it("skew reads the exchange's times from the books, where nobody tells them", () => {
    const all = two({ maxSkewNs: 1000 });
    cross(all);
    all.a.changed[1] = 5000;
    all.b.changed[1] = 6001;
    all.detector.onBook(0, 0);
    expect(all.detector.onBook(1, 1)).toBeUndefined();
    expect(all.detector.counts.gated).toEqual({ skew: 1 });
    all.b.changed[1] = 6000;
    expect(all.detector.onBook(1, 2)).toBeDefined();
  });

  it("open again once their reason is gone", () => {
    const all = two({ cooldownNs: 100, minEdgeLooks: 2, minEdgeNs: 5 });
    cross(all);
    all.detector.onBook(0, 0);
    expect(all.detector.onBook(1, 1)).toBeUndefined();
    expect(all.detector.onBook(1, 3)).toBeUndefined();
    const found = all.detector.onBook(1, 6)!;
    expect(found).toBeDefined();
    all.detector.took(found, 6);
    expect(all.detector.onBook(1, 105)).toBeUndefined();
    expect(all.detector.onBook(1, 106)).toBeDefined();
    expect(all.detector.counts.gated).toEqual({ "edge-life": 2, cooldown: 1 });
    all.detector.setVenueHealth("b", false);
    expect(all.detector.onBook(1, 107)).toBeUndefined();
    all.detector.setVenueHealth("b", true);
    expect(all.detector.onBook(1, 108)).toBeDefined();
  });

  it("count the life of an edge anew when it was gone in between", () => {
    const all = two({ minEdgeLooks: 2 });
    cross(all);
    all.detector.onBook(0, 0);
    all.detector.onBook(1, 1);
    all.b.set([["99.99", "1"]], [["100.01", "1"]]);
    all.detector.onBook(1, 9);
    expect(all.detector.edgeLife).toEqual({ p50Ns: 8, p90Ns: 8 });
    cross(all);
    expect(all.detector.onBook(1, 20)).toBeUndefined();
    expect(all.detector.onBook(1, 21)).toBeDefined();
  });

  it("book closes on missing data and on an empty side", () => {
    const all = two();
    cross(all);
    all.detector.onBook(0, 0);
    all.b.book.gapped = true;
    expect(all.detector.onBook(1, 1)).toBeUndefined();
    expect(all.detector.counts.gated).toEqual({ book: 1 });
    expect(all.detector.explain(1).text).toContain("a book is not valid");
    expect(all.detector.bestOf("BTC/USDT").bid!.market.venue).toBe("a");
  });

  it("leave a bound of money that holds at the limit, not only at the best price", () => {
    const room: Room = { buyLots: 1500, sellLots: 1e9, pay: new Money(70n, 0) };
    const all = two({}, { room });
    cross(all);
    all.detector.onBook(0, 0);
    const [buy] = all.detector.onBook(1, 1)!.legs;
    expect(buy!.qtyLots).toBe(699);
    expect((buy!.limitTicks / 100) * 0.699 * 1.001).toBeLessThanOrEqual(70);
  });
});

describe("currencies", () => {
  it("are not equal unless the configuration says so", () => {
    const a = new TestMarket(instrumentOf({ venue: "a" }));
    const b = new TestMarket(instrumentOf({ venue: "b", symbol: "BTCUSDC", quote: "USDC" }));
    const markets = [a.market(), b.market()];
    cross({ a, b });
    const strict = new Detector({
      markets,
      config: { ...EAGER, maxValue: { USDT: "1", USDC: "1" } },
    });
    expect(strict.pairs).toEqual([]);
    const loose = new Detector({ markets, config: { ...EAGER, equivalents: ["USDT=USDC"] } });
    loose.onBook(0, 0);
    expect(loose.onBook(1, 1)!.name).toBe("BTC a:spot>b:spot");
  });

  it("need an amount that a deal may cost", () => {
    expect(() => two({ maxValue: { USDC: "10" } })).toThrow("has no amount of USDT");
  });
});
