import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BTC, pricesOf, quotesOf, RICH, type Scene } from "./quote-bench.ts";

const levels = (
  sign: 1 | -1,
  best: number,
  gaps: readonly [number, number][],
): [number, number][] => {
  let at = best;
  return gaps.map(([gap, lots], i) => {
    at += i === 0 ? 0 : sign * gap;
    return [at, lots];
  });
};
const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 400 })), {
  minLength: 1,
  maxLength: 8,
});

/** Any rules around any book; the fair value may lie outside the book, as a microprice never does. */
const anyScene: fc.Arbitrary<Scene> = fc
  .record({
    bid: fc.integer({ min: 10_000, max: 1_000_000 }),
    bookSpread: fc.integer({ min: 1, max: 50 }),
    bidGaps: gaps,
    askGaps: gaps,
    fairOff: fc.double({ min: -100, max: 100, noNaN: true }),
    halfTicks: fc.double({ min: 0, max: 250, noNaN: true }),
    minSpreadTicks: fc.double({ min: 0, max: 60, noNaN: true }),
    stepTicks: fc.double({ min: 0, max: 100, noNaN: true }),
    shiftTicks: fc.double({ min: -150, max: 150, noNaN: true }),
    buyFactor: fc.double({ min: 0, max: 2, noNaN: true }),
    buyCapLots: fc.integer({ min: 0, max: 2000 }),
    sellCapLots: fc.integer({ min: 0, max: 2000 }),
    levels: fc.integer({ min: 1, max: 12 }),
    size: fc.integer({ min: 1, max: 300 }),
    depthAhead: fc.constantFrom(0, 0.5, 2, 10),
    dust: fc.constantFrom(0, 0.1, 1),
    compete: fc.constantFrom("none", "join", "improve"),
    improveTicks: fc.integer({ min: 1, max: 5 }),
    levelSpacing: fc.constantFrom("linear", "geometric"),
    sizes: fc.constantFrom("linear", "geometric", "depth"),
    sizeGrowth: fc.constantFrom(0.5, 1, 1.5, 2),
    postOnly: fc.boolean(),
    ownBuy: fc.integer({ min: -200, max: -1 }),
    ownSell: fc.integer({ min: 1, max: 200 }),
    ownCount: fc.integer({ min: 0, max: 3 }),
  })
  .map((r) => {
    const ask = r.bid + r.bookSpread;
    const half = Math.max(r.halfTicks, r.minSpreadTicks / 2);
    return {
      fairTicks: r.bid + r.bookSpread / 2 + r.fairOff,
      halfTicks: half,
      feeFloorTicks: 0,
      minSpreadTicks: r.minSpreadTicks,
      stepTicks: r.stepTicks,
      params: {
        levels: r.levels,
        size: r.size,
        depthAhead: r.depthAhead,
        dust: r.dust,
        compete: r.compete,
        improveTicks: r.improveTicks,
        levelSpacing: r.levelSpacing,
        sizes: r.sizes,
        sizeGrowth: r.sizeGrowth,
        postOnly: r.postOnly,
      },
      bids: levels(-1, r.bid, r.bidGaps),
      asks: levels(1, ask, r.askGaps),
      own: [
        { side: "buy", priceTicks: r.bid + r.ownBuy, timeInForce: "post-only" },
        { side: "sell", priceTicks: ask + r.ownSell, timeInForce: "post-only" },
      ].slice(0, r.ownCount) as Scene["own"],
      funds: RICH,
      inventory: {
        shiftTicks: r.shiftTicks,
        buyFactor: r.buyFactor,
        sellFactor: 2 - r.buyFactor,
        buyCapLots: r.buyCapLots,
        sellCapLots: r.sellCapLots,
      },
    };
  });

/** The scene seen in a mirror: prices reflected around an axis, sides swapped. */
function mirrored(scene: Scene, axis: number): Scene {
  const flip = (rows: Scene["bids"]): Scene["bids"] => rows.map(([p, q]) => [axis - p, q]);
  const { inventory } = scene;
  return {
    ...scene,
    fairTicks: axis - scene.fairTicks,
    bids: flip(scene.asks),
    asks: flip(scene.bids),
    own: scene.own.map((o) => ({
      ...o,
      side: o.side === "buy" ? ("sell" as const) : ("buy" as const),
      priceTicks: axis - o.priceTicks,
    })),
    inventory: {
      ...inventory,
      shiftTicks: -inventory.shiftTicks!,
      buyFactor: inventory.sellFactor!,
      sellFactor: inventory.buyFactor!,
      buyCapLots: inventory.sellCapLots!,
      sellCapLots: inventory.buyCapLots!,
    },
  };
}

/** Everything at whole ticks, so that the arithmetic of doubles is exact and a mirror is too. */
function whole(scene: Scene): Scene {
  const round = Math.round;
  return {
    ...scene,
    fairTicks: round(scene.fairTicks),
    halfTicks: round(scene.halfTicks) + 30,
    minSpreadTicks: 2 * round(scene.minSpreadTicks / 2),
    stepTicks: round(scene.stepTicks),
    inventory: { ...scene.inventory, shiftTicks: round(scene.inventory.shiftTicks!) },
    params: { ...scene.params, levelSpacing: "linear" },
  };
}

const check = (run: (scene: Scene) => void): void =>
  fc.assert(fc.property(anyScene, run), { numRuns: 500 });

describe("quotes, whatever the market", () => {
  it("are whole ticks and whole lots above zero that the venue takes", () => {
    check((scene) => {
      const { buy, sell } = quotesOf(scene);
      for (const { price, lots } of [...buy, ...sell]) {
        expect(Number.isSafeInteger(price) && Number.isSafeInteger(lots)).toBe(true);
        expect(BTC.refusal(price, lots)).toBeUndefined();
      }
    });
  });

  it("never reach the other side of the book when post-only", () => {
    check((scene) => {
      const { buy, sell } = quotesOf({ ...scene, params: { ...scene.params, postOnly: true } });
      for (const price of pricesOf(buy)) expect(price).toBeLessThan(scene.asks[0]![0]);
      for (const price of pricesOf(sell)) expect(price).toBeGreaterThan(scene.bids[0]![0]);
    });
  });

  it("never meet each other or an own order on the other side", () => {
    check((scene) => {
      const { buy, sell } = quotesOf(scene);
      const nearest = (side: string): number[] =>
        scene.own.filter((o) => o.side === side).map((o) => o.priceTicks);
      for (const bid of pricesOf(buy)) {
        for (const ask of [...pricesOf(sell), ...nearest("sell")]) expect(bid).toBeLessThan(ask);
      }
      for (const ask of pricesOf(sell)) {
        for (const bid of nearest("buy")) expect(ask).toBeGreaterThan(bid);
      }
    });
  });

  it("stand in order, each level behind the one before it, and never nearer", () => {
    check((scene) => {
      const { buy, sell } = quotesOf({ ...scene, stepTicks: 1 + scene.stepTicks });
      for (const [prices, sign] of [
        [pricesOf(buy), 1],
        [pricesOf(sell), -1],
      ] as const) {
        for (let i = 1; i < prices.length; i++) {
          expect((prices[i - 1]! - prices[i]!) * sign).toBeGreaterThan(0);
        }
      }
    });
  });

  it("are never inside the minimum spread", () => {
    check((scene) => {
      const { buy, sell } = quotesOf(scene);
      if (buy.length === 0 || sell.length === 0) return;
      // The sums are of doubles of different size.
      const between = sell[0]!.price - buy[0]!.price;
      expect(between).toBeGreaterThanOrEqual(scene.minSpreadTicks - 1e-6);
    });
  });

  it("never add up to more than may be open on their side", () => {
    check((scene) => {
      const { buy, sell } = quotesOf(scene);
      const sum = (quotes: typeof buy): number => quotes.reduce((all, { lots }) => all + lots, 0);
      expect(sum(buy)).toBeLessThanOrEqual(scene.inventory.buyCapLots!);
      expect(sum(sell)).toBeLessThanOrEqual(scene.inventory.sellCapLots!);
    });
  });

  it("are the mirror image in a mirrored market, so that no side is favored", () => {
    check((free) => {
      const scene = whole(free);
      // Prices are reflected around a whole tick that keeps all of them far above zero.
      const axis = 4 * scene.asks[0]![0];
      const other = quotesOf(mirrored(scene, axis));
      const here = quotesOf(scene);
      // A reflected price is far higher: what is too small by value here may pass there.
      const flip = (quotes: typeof here.buy): unknown =>
        quotes.map(({ price, lots }) => [axis - price, lots]);
      const plain = (quotes: typeof here.buy): unknown =>
        quotes.map(({ price, lots }) => [price, lots]);
      if ([...here.buy, ...here.sell, ...other.buy, ...other.sell].some(({ lots }) => lots < 50))
        return;
      expect(plain(here.buy)).toEqual(flip(other.sell));
      expect(plain(here.sell)).toEqual(flip(other.buy));
    });
  });

  it("are the same when made again from the same", () => {
    check((scene) => {
      expect(quotesOf(scene).buy).toEqual(quotesOf(scene).buy);
    });
  });

  it("never rise as the shift falls with a growing position", () => {
    fc.assert(
      fc.property(anyScene, fc.integer({ min: 1, max: 100 }), (scene, more) => {
        const caps = { buyFactor: 1, sellFactor: 1, buyCapLots: 1e9, sellCapLots: 1e9 };
        const at = (shiftTicks: number) =>
          quotesOf({
            ...scene,
            // Quotes that stand on one price have to part, by which a bid may fall below a later one.
            halfTicks: scene.halfTicks + 1,
            params: { ...scene.params, sizes: "linear", compete: "none", size: 300 },
            inventory: { ...caps, shiftTicks },
          });
        const before = at(scene.inventory.shiftTicks!);
        const after = at(scene.inventory.shiftTicks! - more);
        after.buy.forEach(({ price }, i) =>
          expect(price).toBeLessThanOrEqual(before.buy[i]!.price),
        );
        after.sell.forEach(({ price }, i) =>
          expect(price).toBeLessThanOrEqual(before.sell[i]!.price),
        );
      }),
    );
  });
});
