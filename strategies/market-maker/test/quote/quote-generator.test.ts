import { describe, expect, it } from "vitest";
import {
  CUT_BY_BALANCE,
  CUT_BY_ROOM,
  MOVED_BY_DEPTH,
  MOVED_BY_MIN_SPREAD,
  MOVED_BY_OWN_ORDER,
  MOVED_BY_POST_ONLY,
  MOVED_BY_PRICE_BAND,
  MOVED_TO_IMPROVE,
  MOVED_TO_JOIN,
  MOVED_TO_REDUCE,
  SIZED_BY_INVENTORY,
} from "../../src/pipeline/quote-plan.ts";
import { lotsOf, pricesOf, quotesOf, RICH, SCENE, type Scene } from "./quote-bench.ts";

const buysOf = (scene: Partial<Scene>): number[] => pricesOf(quotesOf({ ...SCENE, ...scene }).buy);
const sellsOf = (scene: Partial<Scene>): number[] =>
  pricesOf(quotesOf({ ...SCENE, ...scene }).sell);

describe("prices of quotes", () => {
  it("stand half a spread from the fair value, then one step for each level, rounded outward", () => {
    expect(buysOf({})).toEqual([599_970, 599_960, 599_950]);
    expect(sellsOf({})).toEqual([600_031, 600_041, 600_051]);
  });

  it("move with the shift of the inventory manager", () => {
    expect(buysOf({ inventory: { shiftTicks: -15 } })).toEqual([599_955, 599_945, 599_935]);
    expect(sellsOf({ inventory: { shiftTicks: -15 } })).toEqual([600_016, 600_026, 600_036]);
  });

  it("have steps that grow by a factor when the spacing is geometric", () => {
    const params = { levelSpacing: "geometric", levelGrowth: 2, levels: 4 } as const;
    expect(buysOf({ params })).toEqual([599_970, 599_960, 599_940, 599_900]);
  });

  it("are pushed back one tick further a level where only the first would take", () => {
    const scene = { fairTicks: 600_004, halfTicks: 2, stepTicks: 1, params: { levels: 4 } };
    const { buy } = quotesOf({ ...SCENE, ...scene });
    expect(pricesOf(buy)).toEqual([600_000, 599_999, 599_998, 599_997]);
    expect(buy.every(({ why }) => why === MOVED_BY_POST_ONLY)).toBe(true);
    const greedy = quotesOf({ ...SCENE, ...scene, params: { levels: 4, postOnly: false } });
    expect(greedy.buy[0]!.price).toBeGreaterThanOrEqual(SCENE.asks[0]![0]);
  });

  it("join the touch from inside and from outside, all levels with the first", () => {
    const params = { compete: "join" } as const;
    const near = quotesOf({ ...SCENE, halfTicks: 200, params });
    expect(pricesOf(near.buy)).toEqual([600_000, 599_990, 599_980]);
    expect(near.buy[0]!.why).toBe(MOVED_TO_JOIN);
    const bids = [[599_900, 500]] as const;
    const far = quotesOf({ ...SCENE, bids, params });
    expect(pricesOf(far.buy)).toEqual([599_900, 599_890, 599_880]);
  });

  it("improve on the touch by ticks, but never inside the minimum spread or the fee floor", () => {
    const params = { compete: "improve", improveTicks: 3, levels: 1 } as const;
    const wide = { bids: [[599_950, 500]], asks: [[600_051, 500]] } as const;
    const free = quotesOf({ ...SCENE, ...wide, params });
    expect([pricesOf(free.buy), pricesOf(free.sell)]).toEqual([[599_953], [600_048]]);
    expect(free.buy[0]!.why).toBe(MOVED_TO_IMPROVE);
    const far = { ...SCENE, ...wide, halfTicks: 200 };
    const held = quotesOf({ ...far, minSpreadTicks: 100, params });
    expect([pricesOf(held.buy), pricesOf(held.sell)]).toEqual([[599_950], [600_051]]);
    expect(held.buy[0]!.why).toBe(MOVED_TO_IMPROVE | MOVED_BY_MIN_SPREAD);
    const paid = quotesOf({ ...far, feeFloorTicks: 60, params });
    expect([pricesOf(paid.buy), pricesOf(paid.sell)]).toEqual([[599_940], [600_061]]);
    // Where maxSpread is below the fee floor, the half-spread is too, and goes first.
    const narrow = quotesOf({ ...far, halfTicks: 40, feeFloorTicks: 60, params });
    expect([pricesOf(narrow.buy), pricesOf(narrow.sell)]).toEqual([[599_953], [600_048]]);
  });

  it("stand a tick ahead of enough size of others, further out only, without dust", () => {
    const bids = [
      [599_999, 90],
      [599_960, 5],
      [599_950, 250],
      [599_900, 900],
    ] as const;
    const ahead = (depthAhead: number, dust = 0): number | undefined =>
      buysOf({ bids, params: { depthAhead, dust, levels: 1 } })[0];
    expect(ahead(0.5), "nearer than the spread").toBe(599_970);
    expect(ahead(3)).toBe(599_951);
    expect(ahead(4)).toBe(599_901);
    expect(ahead(3.45)).toBe(599_951);
    expect(ahead(3.45, 0.1), "the 5 lots are dust").toBe(599_901);
    expect(ahead(100), "nowhere enough").toBe(599_970);
    const moved = quotesOf({ ...SCENE, bids, params: { depthAhead: 3 } });
    expect(pricesOf(moved.buy)).toEqual([599_951, 599_941, 599_931]);
    expect(moved.buy[2]!.why).toBe(MOVED_BY_DEPTH);
  });

  it("never buy above the ceiling or sell below the floor, and keep their order there", () => {
    const high = quotesOf({ ...SCENE, params: { priceCeiling: 599_965 } });
    expect(pricesOf(high.buy)).toEqual([599_965, 599_960, 599_950]);
    expect(high.buy[0]!.why).toBe(MOVED_BY_PRICE_BAND);
    expect(pricesOf(high.sell)).toEqual(sellsOf({}));
    expect(sellsOf({ params: { priceFloor: 600_060 } })).toEqual([600_060, 600_061, 600_062]);
  });

  it("never meet an own order on the other side, of whatever account", () => {
    const own = [
      { side: "sell", priceTicks: 599_965, timeInForce: "post-only" },
      { side: "sell", priceTicks: 599_900, timeInForce: "ioc" },
      { side: "buy", priceTicks: 600_500, timeInForce: "post-only" },
    ] as const;
    const { buy, sell } = quotesOf({ ...SCENE, own });
    expect(pricesOf(buy)).toEqual([599_964, 599_960, 599_950]);
    expect(buy[0]!.why).toBe(MOVED_BY_OWN_ORDER);
    expect(pricesOf(sell)).toEqual([600_501, 600_502, 600_503]);
  });

  it("part when both sides would stand on one price", () => {
    const wide = { bids: [[599_900, 1]], asks: [[600_100, 1]] } as const;
    const { buy, sell } = quotesOf({ ...SCENE, ...wide, fairTicks: 600_000, halfTicks: 0 });
    expect([buy[0]!.price, sell[0]!.price]).toEqual([599_999, 600_001]);
    expect(buy[0]!.why).toBe(MOVED_BY_OWN_ORDER);
  });

  it("leave out bids at zero and below", () => {
    const cheap = { fairTicks: 30.5, halfTicks: 21, bids: [], asks: [] };
    const { buy, sell, look } = quotesOf({ ...SCENE, ...cheap, params: { size: 100_000 } });
    expect(pricesOf(buy)).toEqual([9]);
    expect(sell).toHaveLength(3);
    expect(look.plan.buy.leftOut).toBe("no-price");
  });
});

describe("rebalancing", () => {
  const long = { share: 0.8, heldLots: 800, shiftTicks: -5, chaseTicks: 0 };
  const wide = { bids: [[599_950, 500]], asks: [[600_060, 500]] } as const;

  it("joins the touch on the side that reduces, and leaves the other", () => {
    const { buy, sell } = quotesOf({
      ...SCENE,
      ...wide,
      halfTicks: 200,
      inventory: { ...long, step: "join" },
    });
    expect(pricesOf(sell)).toEqual([600_060, 600_070, 600_080]);
    expect(sell[0]!.why).toBe(MOVED_TO_REDUCE);
    expect(buy).toHaveLength(3);
  });

  it("chases into the spread but not through it, and stops loading", () => {
    const chase = (chaseTicks: number) =>
      quotesOf({ ...SCENE, ...wide, inventory: { ...long, step: "chase", chaseTicks } });
    expect(pricesOf(chase(50).sell)).toEqual([600_010, 600_020, 600_030]);
    expect(pricesOf(chase(500).sell), "post-only").toEqual([599_951, 599_952, 599_953]);
    expect(chase(50).buy).toEqual([]);
    expect(chase(50).look.plan.buy.leftOut).toBe("rebalancing");
  });
});

describe("sizes of quotes", () => {
  const sizes = (scene: Partial<Scene>): number[] => lotsOf(quotesOf({ ...SCENE, ...scene }).buy);

  it("are all alike, or grow by an amount or a factor from level to level", () => {
    expect(sizes({})).toEqual([100, 100, 100]);
    expect(sizes({ params: { sizeGrowth: 1.5 } })).toEqual([100, 150, 200]);
    expect(sizes({ params: { sizes: "geometric", sizeGrowth: 2 } })).toEqual([100, 200, 400]);
    expect(sizes({ params: { sizes: "geometric", sizeGrowth: 0.5 } })).toEqual([100, 50, 25]);
  });

  it("are shared out like what others have up to each level, without dust", () => {
    const bids = [
      [600_000, 60],
      [599_970, 40],
      [599_965, 5],
      [599_955, 300],
      [599_000, 999],
    ] as const;
    const params = { sizes: "depth", dust: 0.1 } as const;
    expect(sizes({ bids, params })).toEqual([75, 225]);
    expect(quotesOf({ ...SCENE, bids, params }).look.plan.buy.leftOut).toBe("below-minimum");
    expect(sizes({ bids: [], params }), "nobody is there").toEqual([100, 100, 100]);
  });

  it("are rounded down by the factors of the inventory manager", () => {
    const { buy, sell } = quotesOf({
      ...SCENE,
      inventory: { buyFactor: 0.555, sellFactor: 1.445 },
    });
    expect(lotsOf(buy)).toEqual([55, 55, 55]);
    expect(lotsOf(sell)).toEqual([144, 144, 144]);
    expect(buy[0]!.why).toBe(SIZED_BY_INVENTORY);
    const none = quotesOf({ ...SCENE, inventory: { buyFactor: 0 } });
    expect([none.buy, none.look.plan.buy.leftOut]).toEqual([[], "size-skew"]);
  });

  it("are cut to what may be open, from the first level on", () => {
    const { buy, look } = quotesOf({ ...SCENE, inventory: { buyCapLots: 150 } });
    expect(lotsOf(buy)).toEqual([100, 50]);
    expect(buy.map(({ why }) => why)).toEqual([0, CUT_BY_ROOM]);
    expect(look.plan.buy.leftOut).toBe("no-room");
  });

  it("are cut to the balance of an account without credit", () => {
    const funds = { quoteTickLots: 599_970 * 100 + 599_960 * 30 + 5, sellableLots: 120 };
    const { buy, sell } = quotesOf({ ...SCENE, funds });
    expect([lotsOf(buy), lotsOf(sell)]).toEqual([
      [100, 30],
      [100, 20],
    ]);
    expect([buy[1]!.why, sell[1]!.why]).toEqual([CUT_BY_BALANCE, CUT_BY_BALANCE]);
  });

  it("leave out what the venue would refuse as too small, and say so", () => {
    const tiny = { fairTicks: 600.5, halfTicks: 1, stepTicks: 1, bids: [], asks: [] };
    const { look } = quotesOf({ ...SCENE, ...tiny, params: { size: 50 } });
    expect(look.plan.problem).toBe("below the smallest size or value that the venue takes");
    const both = quotesOf({ ...SCENE, inventory: { buyCapLots: 0, sellCapLots: 0 }, funds: RICH });
    expect(both.look.plan.problem).toBe("no room under maxInventory and the risk limits");
  });
});

it("quotes nothing without a fair value or a spread, and says why", () => {
  const { look } = quotesOf(SCENE);
  expect(look.plan.problem).toBe("");
});
