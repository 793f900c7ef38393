import { describe, expect, it } from "vitest";
import { MakerRig, MS, PERP, SECOND, SPOT } from "../maker-rig.ts";

const LADDER = {
  rebalance: "slice",
  joinAt: "50%",
  chaseAt: "60%",
  sliceAt: "80%",
  slices: "2",
  rebalanceWorst: "10bps",
  sliceBudget: "1000bps",
} as const;

describe("the inventory manager", () => {
  it("shifts quotes against the inventory, by the whole skew and no more at the full range", () => {
    const rig = new MakerRig({ skew: "1%", inventoryRange: "50%" }).quiet(599_999, 600_001);
    const shift = (lots: number): number => {
      rig.hold(lots).pass(100 * MS);
      return rig.maker.look.inventory.shiftTicks;
    };
    expect([250, -250, 500, 900, -900].map(shift)).toEqual([-3000, 3000, -6000, -6000, 6000]);
  });

  it("gives way to what the spread model says of a lot", () => {
    const rig = new MakerRig({ inventoryRange: "50%" })
      .quiet(599_999, 600_001)
      .hold(300)
      .pass(100 * MS);
    const { look, inventory } = rig.maker;
    look.spread.shiftPerLotTicks = 0.5;
    inventory.look(look);
    expect(look.inventory.shiftTicks).toBe(-150);
    rig.hold(-900);
    inventory.look(look);
    expect(look.inventory.shiftTicks, "no further than the range").toBe(250);
  });

  it("comes back to a target, long or short", () => {
    const rig = new MakerRig({ target: "-0.4BTC" })
      .quiet()
      .hold(-400)
      .pass(100 * MS);
    expect(rig.maker.look.inventory).toMatchObject({ share: 0, targetLots: -400, step: "none" });
    rig.hold(100).pass(100 * MS);
    expect(rig.maker.look.inventory.share).toBe(0.5);
  });

  it("makes the loading side smaller by a curve, and the other side larger only when linear", () => {
    const factors = (sizeSkew: string, lots: number): number[] => {
      const rig = new MakerRig({ sizeSkew, sizeDecay: "2" })
        .quiet()
        .hold(lots)
        .pass(100 * MS);
      const { buyFactor, sellFactor } = rig.maker.look.inventory;
      return [buyFactor, sellFactor];
    };
    expect(factors("none", 500)).toEqual([1, 1]);
    expect(factors("linear", 500)).toEqual([0.5, 1.5]);
    expect(factors("linear", -500)).toEqual([1.5, 0.5]);
    expect(factors("exponential", 500)).toEqual([expect.closeTo(Math.exp(-1), 12), 1]);
    expect(factors("exponential", -1000)).toEqual([1, expect.closeTo(Math.exp(-2), 12)]);
  });

  it("counts every open order as filled, also with its cancel under way", () => {
    const rig = new MakerRig({ levels: "2", size: "0.3BTC" })
      .quiet()
      .pass(100 * MS)
      .answer();
    rig
      .hold(100)
      .quiet(601_000, 601_001)
      .pass(100 * MS);
    const open = (side: string): number =>
      rig
        .open()
        .filter((o) => o.side === side)
        .reduce((sum, o) => sum + o.leavesLots, 0);
    rig.maker.inventory.look(rig.maker.look);
    const { buyCapLots, sellCapLots, buyRoomLots, sellRoomLots } = rig.maker.look.inventory;
    expect([buyCapLots, sellCapLots]).toEqual([900, 1100]);
    expect(rig.open().some(({ request }) => request === "cancel")).toBe(true);
    expect([buyRoomLots, sellRoomLots]).toEqual([900 - open("buy"), 1100 - open("sell")]);
  });

  it("knows its profit to the last unit, and its parts add up", () => {
    const rig = new MakerRig().quiet(600_000, 600_002).hold(100, 599_000).hold(40, 601_000);
    const { realised, unrealised, fees, funding, liquidation, total } = rig.maker.profit();
    expect([realised.toString(), unrealised.toString(), fees.toString()]).toEqual([
      "12",
      "4.004",
      "4.798",
    ]);
    const sum = realised.plus(unrealised).minus(fees).plus(funding).plus(liquidation);
    expect(sum.toString()).toBe(total.toString());
  });
});

describe("rebalancing", () => {
  it("joins, then chases a tick further each time it is not filled", () => {
    const rig = new MakerRig({ ...LADDER, rebalance: "chase", chaseEvery: "200ms" }).quiet(
      600_000,
      600_050,
    );
    rig.hold(500).pass(100 * MS);
    expect(rig.maker.look.inventory.step).toBe("join");
    expect(rig.maker.look.plan.sell.priceTicks[0]).toBe(600_050);
    rig.hold(700);
    const asks = Array.from({ length: 6 }, () => {
      rig.pass(100 * MS);
      return rig.maker.look.plan.sell.priceTicks[0];
    });
    expect(asks).toEqual([600_050, 600_049, 600_049, 600_048, 600_048, 600_047]);
  });

  it("takes off slices, one at a time, at a worst price, and pays from the budget", () => {
    const rig = new MakerRig({ ...LADDER, levels: "1" })
      .quiet()
      .hold(900)
      .pass(100 * MS);
    const slices = (): readonly unknown[] =>
      rig.venue.sent
        .filter((o) => o.timeInForce === "ioc")
        .map((o) => [o.side, o.qtyLots, o.priceTicks]);
    // 900 held, a slice step ends under 700 of 1000: 200 in 2 slices, at 10 bps under the fair value.
    expect(slices()).toEqual([["sell", 100, 599_401]]);
    const [slice] = rig.venue.sent.filter((o) => o.timeInForce === "ioc");
    rig.pass(SECOND);
    expect(slices(), "the first is not answered").toHaveLength(1);
    expect(rig.maker.inventory.rebalancer.waitsFor).toBe("the last one is not answered");
    rig.fill(slice!, 100, 600_000, false).pass(0);
    // 0.5 ticks under the fair value and 5 bps of fee, for a tenth of the range.
    expect(rig.maker.inventory.ladder.spentBps(4, rig.nowNs)).toBeCloseTo(
      0.1 * (5 + (0.5 / 600_000.5) * 1e4),
      9,
    );
    rig.pass(SECOND);
    expect(slices()).toHaveLength(2);
  });

  it("does not slice through its own quotes or into a book that is too far away", () => {
    const rig = new MakerRig({ ...LADDER, chaseAt: "80%", levels: "1" }).quiet();
    rig
      .pass(100 * MS)
      .answer()
      .hold(900)
      .quiet(599_000, 600_001);
    rig.level("buy", 600_000, 0).pass(100 * MS);
    expect(rig.maker.inventory.rebalancer.waitsFor).toMatch(/worse than rebalanceWorst|own quote/);
    expect(rig.venue.sent.filter((o) => o.timeInForce === "ioc")).toEqual([]);
  });

  it("hedges the excess on the other instrument, and counts the hedge as inventory", () => {
    const hedge = {
      rebalance: "hedge",
      hedge: SPOT.id,
      hedgeAt: "80%",
      sliceAt: "80%",
      hedgeBudget: "1000bps",
    };
    const rig = new MakerRig({ ...hedge, rebalanceBack: "20%" })
      .quiet()
      .hold(900)
      .pass(100 * MS);
    const [sent] = rig.open(SPOT);
    // A lot of the hedge is a tenth of one here: 300 over the 600 at which the step ends.
    expect(sent).toMatchObject({ side: "sell", qtyLots: 3000, timeInForce: "ioc" });
    rig.fill(sent!, 3000, 600_000, false).pass(0);
    expect(rig.maker.look.inventory).toMatchObject({
      positionLots: 900,
      heldLots: 600,
      share: 0.6,
    });
    expect(rig.maker.inventory.ladder.spentBps(5, rig.nowNs)).toBeGreaterThan(0);
  });

  it.each([
    [{ rebalance: "hedge" }, /rebalance: hedge needs an instrument/],
    [{ hedge: PERP.id }, /hedge: must be another instrument/],
    [{ joinAt: "80%" }, /joinAt, chaseAt, sliceAt and hedgeAt must not fall/],
    [{ target: "50%" }, /target: a share of the capital needs a run with accounts/],
    [{ target: "5ETH" }, /target: "5ETH" is not start, a size such as 0.5BTC or 50%/],
    [{ target: "101%" }, /target: 101% is above the maximum of 100%/],
    [{ priceFloor: "60000" }, /priceFloor: "60000" is not none or a price such as 60000USDT/],
  ] as [Record<string, string>, RegExp][])("refuses %o by name", (given, message) => {
    expect(() => new MakerRig(given)).toThrow(message);
  });
});
