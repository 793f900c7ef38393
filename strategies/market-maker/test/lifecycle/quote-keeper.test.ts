import { describe, expect, it } from "vitest";
import { BUYS, quoting, SELLS, sent } from "./quoting.ts";
import { RoughVenue } from "./rough-venue.ts";

const MS = 1_000_000;

describe("an order keeps its place", () => {
  it("when other levels move: no more is sent than what they need", () => {
    const venue = quoting();
    venue.at(
      100 * MS,
      [
        [990, 10],
        [983, 10],
        [980, 10],
      ],
      SELLS,
    );
    expect(sent(venue)).toEqual(["cancel 3", "submit buy 7 10@983"]);
  });

  it("when a level is added in front of it, once that is wished for long enough", () => {
    const venue = quoting();
    const more: [number, number][] = [
      [995, 10],
      [990, 10],
      [985, 10],
    ];
    venue.at(100 * MS, more, SELLS);
    expect(sent(venue)).toEqual([]);
    venue.at(300 * MS, more, SELLS);
    expect(sent(venue)).toEqual(["cancel 5", "submit buy 7 10@995"]);
  });

  it("when its target is off by no more than a tick or the tolerance", () => {
    const venue = quoting({ requoteTolerance: "3ticks" });
    venue.at(
      1000 * MS,
      BUYS.map(([ticks, lots]) => [ticks + 3, lots]),
      SELLS,
    );
    venue.at(
      2000 * MS,
      BUYS.map(([ticks, lots]) => [ticks - 3, lots]),
      SELLS,
    );
    expect(sent(venue)).toEqual([]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({
      kind: "keep",
      why: "within-tolerance",
      gainTicks: -3,
      toleranceTicks: 3,
    });
  });

  it("when the place is worth more than the move gains: likely to be filled before the price moves", () => {
    const venue = new RoughVenue({ capLots: 1000 });
    venue.at(0, [[990, 10]], []);
    venue.settle();
    sent(venue);
    // 100 lots ahead, then 80 of them traded; in runs of about 100 lots at a price.
    venue.trade("sell", 990, 80);
    for (let n = 0; n < 20; n++) {
      venue.trade("sell", 991, 100);
      venue.trade("sell", 992, 100);
    }
    for (const ms of [100, 1000]) venue.at(ms * MS, [[994, 10]], []);
    const [inner] = venue.keeper.decisions.buy.levels;
    expect(inner).toMatchObject({ kind: "keep", why: "queue-value", aheadLots: 20, gainTicks: 4 });
    expect(inner!.fillChance).toBeCloseTo(Math.exp(-0.2), 2);
    expect(inner!.queueValueTicks).toBeCloseTo(inner!.fillChance * 10, 12);
    // More than the place is worth, and half a spread that is worth less.
    venue.look.spread.halfTicks = 4;
    for (const ms of [1100, 1300]) venue.at(ms * MS, [[994, 10]], []);
    expect(sent(venue)).toEqual(["cancel 1", "submit buy 2 10@994"]);
  });

  it("never ahead of more than its level shows, and of all of it again once it is sent anew", () => {
    const venue = quoting();
    venue.setBook("buy", 990, 30);
    venue.at(100 * MS, BUYS, SELLS);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ aheadLots: 30 });
    venue.setBook("buy", 990, 500);
    venue.at(200 * MS, BUYS, SELLS);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ aheadLots: 30 });
  });
});

describe("hysteresis", () => {
  const shifted = (ticks: number): [number, number][] =>
    BUYS.map(([price, lots]) => [price + ticks, lots]);

  it("retreats at once, and sends the quotes further back in the same breath", () => {
    const venue = quoting();
    venue.at(1 * MS, shifted(-3), SELLS);
    const messages = sent(venue);
    expect(messages.slice(0, 3)).toEqual(["cancel 1", "cancel 3", "cancel 5"]);
    expect(messages.slice(3)).toEqual([
      "submit buy 7 10@987",
      "submit buy 8 10@982",
      "submit buy 9 10@977",
    ]);
  });

  it("moves nearer only when that is wished at every look of the dwell time", () => {
    const venue = quoting({ tightenAfter: "200ms" });
    venue.at(100 * MS, shifted(3), SELLS);
    venue.at(200 * MS, shifted(0), SELLS);
    venue.at(300 * MS, shifted(3), SELLS);
    venue.at(499 * MS, shifted(3), SELLS);
    expect(sent(venue)).toEqual([]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ kind: "wait", why: "dwell" });
    venue.at(500 * MS, shifted(3), SELLS);
    expect(sent(venue)).toHaveLength(6);
  });

  it("lets no tolerance hold a quote that stands past the fair value", () => {
    const venue = quoting({ requoteTolerance: "5ticks" });
    venue.look.fair.ticks = 989;
    venue.at(1 * MS, shifted(-2), SELLS);
    expect(sent(venue)).toEqual(["cancel 1", "submit buy 7 10@988"]);
  });
});

describe("the message budget", () => {
  it("goes to quotes in danger on both sides first, then to the touch, then to deeper levels", () => {
    const venue = quoting({ messageRate: "1", messageBurst: "10", cancelReserve: "1" });
    venue.at(1_000_000 * MS, BUYS, SELLS);
    // Of ten messages four go to cancels of all in danger; of the other six one is reserved.
    const buys: [number, number][] = [
      [987, 10],
      [982, 10],
      [980, 10],
    ];
    const sells: [number, number][] = [
      [1013, 10],
      [1018, 10],
      [1020, 10],
    ];
    venue.at(1_000_001 * MS, buys, sells);
    expect(sent(venue)).toEqual([
      "cancel 1",
      "cancel 3",
      "cancel 2",
      "cancel 4",
      "submit buy 7 10@987",
      "submit sell 8 10@1013",
      "submit buy 9 10@982",
      "submit sell 10 10@1018",
    ]);
  });

  it("keeps a reserve for cancels; what had to wait is said, and done later", () => {
    const venue = quoting({ messageRate: "20", messageBurst: "8", cancelReserve: "3" });
    expect(venue.requests).toEqual([]);
    // Six were wanted, and five of the eight may be other than cancels.
    expect(venue.keeper.decisions.sell.levels[2]).toMatchObject({ kind: "wait", why: "budget" });
    expect(venue.keeper.decisions.short).toBe(1);
    venue.at(
      1 * MS,
      [
        [987, 10],
        [985, 10],
        [980, 10],
      ],
      SELLS,
    );
    expect(sent(venue)).toEqual(["cancel 1"]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({
      kind: "cancel",
      why: "danger",
      waitsFor: "budget",
    });
    venue.settle();
    venue.at(
      151 * MS,
      [
        [987, 10],
        [985, 10],
        [980, 10],
      ],
      SELLS,
    );
    expect(sent(venue)).toEqual(["submit buy 6 10@987", "submit sell 7 10@1020"]);
  });

  it("takes no reserve that leaves nothing for quotes", () => {
    expect(() => quoting({ messageBurst: "5", cancelReserve: "5" })).toThrow(
      "cancelReserve: 5 leaves nothing of messageBurst, which is 5; for example 1",
    );
  });
});

describe("sizes", () => {
  const first = (lots: number): [number, number][] => [[990, lots]];
  const resting = (params: Record<string, string>): RoughVenue => {
    const venue = new RoughVenue({ capLots: 1000, params });
    venue.at(0, first(10), []);
    venue.settle();
    sent(venue);
    return venue;
  };

  it("shrink in place where an amend keeps the place", () => {
    const venue = resting({ amend: "keeps-place" });
    venue.at(1 * MS, first(6), []);
    expect(sent(venue)).toEqual(["amend 1 6@990"]);
    venue.settle();
    venue.at(2 * MS, first(6), []);
    expect(sent(venue)).toEqual([]);
  });

  it("shrink by a cancel and a new order where it does not, once that is wished for long enough", () => {
    const venue = resting({ amend: "never" });
    venue.at(1 * MS, first(6), []);
    venue.at(201 * MS, first(6), []);
    expect(sent(venue)).toEqual(["cancel 1", "submit buy 2 6@990"]);
  });

  it("grow by a second order behind, so that the first keeps its place", () => {
    const venue = resting({ amend: "keeps-place" });
    venue.at(1 * MS, first(15), []);
    venue.at(201 * MS, first(15), []);
    expect(sent(venue)).toEqual(["submit buy 2 5@990"]);
    venue.settle();
    venue.at(500 * MS, first(15), []);
    expect(sent(venue)).toEqual([]);
  });

  it("stay as they are within the tolerance", () => {
    const venue = resting({ amend: "keeps-place", sizeTolerance: "0.2" });
    for (const [i, lots] of [9, 11, 12].entries()) venue.at(i * 1000 * MS, first(lots), []);
    expect(sent(venue)).toEqual([]);
  });

  it("are made up for behind after a part was filled", () => {
    const venue = resting({});
    venue.fill(0, 4);
    venue.settle();
    venue.at(1 * MS, first(10), []);
    venue.at(201 * MS, first(10), []);
    expect(sent(venue)).toEqual(["submit buy 2 4@990"]);
  });

  it("are not amended again once the venue refused it: a cancel does it", () => {
    const venue = resting({ amend: "keeps-place" });
    venue.at(1 * MS, first(6), []);
    venue.arrive("refused");
    venue.settle();
    venue.at(2 * MS, first(6), []);
    venue.at(202 * MS, first(6), []);
    expect(sent(venue)).toEqual(["amend 1 6@990", "cancel 1", "submit buy 2 6@990"]);
  });

  it("and prices change in one message where an amend costs the place anyway", () => {
    const venue = resting({ amend: "loses-place" });
    const nearer: [number, number][] = [[995, 10]];
    venue.at(1 * MS, nearer, []);
    venue.at(201 * MS, nearer, []);
    expect(sent(venue)).toEqual(["amend 1 10@995"]);
  });

  it("count an amend as answered by its own answer only, not by one that came before", () => {
    const venue = resting({ amend: "keeps-place" });
    venue.at(1 * MS, first(8), []);
    venue.settle();
    const answered = venue.told.length - 1;
    venue.at(2 * MS, first(5), []);
    venue.fill(0, 4);
    venue.answer(0, "comes");
    venue.repeat(answered);
    venue.at(3 * MS, first(5), []);
    // 4 are left of the 8, and the amend to 5 that is under way could still add 5.
    expect(venue.worstOpen("buy")).toBe(8);
    expect(venue.keeper.decisions.buy.openLots).toBeGreaterThanOrEqual(8);
  });
});

describe("the cap", () => {
  it("counts orders whose cancel is not answered: new ones wait for it", () => {
    const venue = quoting({}, 30);
    const back = BUYS.map(([ticks, lots]): [number, number] => [ticks - 3, lots]);
    venue.at(1 * MS, back, SELLS);
    expect(sent(venue)).toEqual(["cancel 1", "cancel 3", "cancel 5"]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({
      kind: "cancel",
      why: "danger",
      waitsFor: "waits-cancel",
    });
    venue.settle();
    venue.at(2 * MS, back, SELLS);
    expect(sent(venue)).toHaveLength(3);
  });

  it("leaves out outer levels, and cuts the last one that fits in part", () => {
    const venue = new RoughVenue({ capLots: 14 });
    venue.at(0, BUYS, []);
    expect(sent(venue)).toEqual(["submit buy 1 10@990", "submit buy 2 4@985"]);
    expect(venue.keeper.decisions.buy.levels[2]).toMatchObject({ kind: "wait", why: "no-room" });
  });

  it("that shrinks has outer orders canceled at once", () => {
    const venue = quoting({}, 30);
    venue.look.inventory.buyCapLots = 15;
    venue.look.nowNs = 1 * MS;
    venue.keeper.keep(venue.look);
    expect(sent(venue)).toEqual(["cancel 3", "cancel 5"]);
  });
});

describe("quotes of the two sides", () => {
  it("do not meet: a buy waits for a sell of ours that is still there", () => {
    const venue = new RoughVenue({ capLots: 100 });
    venue.at(0, [], [[1000, 10]]);
    venue.settle();
    sent(venue);
    venue.at(1 * MS, [[1002, 10]], []);
    expect(sent(venue)).toEqual(["cancel 1"]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ kind: "wait", why: "own-order" });
    venue.settle();
    venue.at(2 * MS, [[1002, 10]], []);
    expect(sent(venue)).toEqual(["submit buy 2 10@1002"]);
  });
});

describe("after a fill", () => {
  it("its side sends nothing for the time that was asked for, the other side does", () => {
    const venue = quoting({ filledDelay: "500ms" });
    venue.fill(0, 10);
    venue.settle();
    venue.at(
      100 * MS,
      BUYS,
      SELLS.map(([ticks, lots]) => [ticks + 3, lots]),
    );
    expect(sent(venue).filter((each) => each.includes("buy"))).toEqual([]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ kind: "wait", why: "cooldown" });
    venue.at(501 * MS, BUYS, []);
    expect(sent(venue)).toContain("submit buy 10 10@990");
  });

  it("the opposite quote hangs where it is, beside the new ones, and counts", () => {
    const venue = quoting({ hangingOrders: "true" });
    venue.fill(0, 10);
    venue.settle();
    const down = (quotes: [number, number][]): [number, number][] =>
      quotes.map(([ticks, lots]) => [ticks - 40, lots]);
    venue.look.fair.ticks = 960;
    venue.setBook("buy", 990, 0);
    venue.setBook("buy", 955, 100);
    venue.at(1 * MS, down(BUYS), down(SELLS));
    venue.settle();
    venue.at(1000 * MS, down(BUYS), down(SELLS));
    venue.settle();
    venue.at(2000 * MS, down(BUYS), down(SELLS));
    expect(venue.keeper.hanging.map(({ id, priceTicks }) => [id, priceTicks])).toEqual([[2, 1010]]);
    expect(venue.keeper.decisions.sell).toMatchObject({ hanging: 1, openLots: 40 });
  });

  it("what hangs is canceled once it is too far away or too old", () => {
    for (const [params, fair, ms] of [
      [{ hangingDistance: "4%" }, 969, 10],
      [{ hangingAge: "5s" }, 1000, 5010],
    ] as const) {
      const venue = quoting({ hangingOrders: "true", ...params });
      venue.fill(0, 10);
      venue.nowNs = 5 * MS;
      venue.settle();
      venue.at(6 * MS, BUYS, SELLS);
      expect(sent(venue).filter((each) => each.startsWith("cancel"))).toEqual([]);
      venue.look.fair.ticks = fair;
      venue.at(ms * MS, BUYS, SELLS);
      expect(sent(venue)).toContain("cancel 2");
    }
  });

  it("nothing hangs by default", () => {
    const venue = quoting();
    venue.fill(0, 10);
    venue.settle();
    expect(venue.keeper.hanging).toEqual([]);
  });
});
