import { describe, expect, it } from "vitest";
import { BUYS, quoting, SELLS, sent } from "./quoting.ts";
import { RoughVenue } from "./rough-venue.ts";

const MS = 1_000_000;

describe("quotes that the venue refuses", () => {
  it("are not wanted past the other side of the book at all: levels stand apart before it", () => {
    const venue = new RoughVenue({ capLots: 100 });
    const buys: [number, number][] = [
      [1015, 10],
      [1012, 10],
      [1000, 10],
    ];
    venue.at(0, buys, []);
    expect(sent(venue)).toEqual([
      "submit buy 1 10@1009",
      "submit buy 2 10@1008",
      "submit buy 3 10@1000",
    ]);
    venue.settle();
    for (const ms of [100, 1000, 2000]) venue.at(ms * MS, buys, []);
    expect(sent(venue)).toEqual([]);
  });

  it("are tried again from the new book, a tick further back each time, after longer and longer waits", () => {
    const venue = new RoughVenue({ capLots: 100, params: { rejectBackoff: "50ms" } });
    const buys: [number, number][] = [[1009, 10]];
    venue.at(0, buys, []);
    venue.arrive("expired");
    venue.answer(0, "comes");
    venue.setBook("sell", 1005, 10);
    venue.at(49 * MS, buys, []);
    expect(venue.keeper.decisions.buy).toMatchObject({
      hold: "backoff",
      refusedFor: "it would take",
    });
    venue.at(50 * MS, buys, []);
    venue.arrive("expired");
    venue.answer(0, "comes");
    venue.at(149 * MS, buys, []);
    venue.at(150 * MS, buys, []);
    expect(sent(venue)).toEqual([
      "submit buy 1 10@1009",
      "submit buy 2 10@1003",
      "submit buy 3 10@1002",
    ]);
  });

  it("too often in a row mean that the book is stale: the side pauses and is pulled, then begins anew", () => {
    const venue = quoting({ rejectRetries: "1", rejectPause: "5s", rejectBackoff: "10ms" });
    const buys: [number, number][] = [...BUYS.slice(1), [970, 10]];
    const refuse = (ms: number): void => {
      venue.at(ms * MS, buys, SELLS);
      while (venue.requests.length > 0) {
        venue.arrive(venue.requests[0]!.kind === "submit" ? "expired" : "done");
        venue.answer(0, "comes");
      }
    };
    refuse(200);
    expect(sent(venue)).toEqual(["cancel 1", "submit buy 7 10@970"]);
    refuse(400);
    expect(sent(venue)).toEqual(["submit buy 8 10@970"]);
    venue.at(401 * MS, buys, SELLS);
    expect(sent(venue)).toEqual(["cancel 3", "cancel 5"]);
    const { buy, sell } = venue.keeper.decisions;
    expect([buy.hold, sell.hold]).toEqual(["rejects", ""]);
    expect(buy.levels[0]).toMatchObject({ kind: "cancel", why: "rejects", waitsFor: "rejects" });
    venue.settle();
    venue.at(5399 * MS, buys, SELLS);
    expect(sent(venue)).toEqual([]);
    venue.at(5400 * MS, buys, SELLS);
    expect(sent(venue)).toHaveLength(3);
  });
});

describe("a run of refusals", () => {
  it("is not ended by an outer level that is taken in, but by one that stands as near", () => {
    const venue = new RoughVenue({
      capLots: 100,
      params: { rejectRetries: "2", tightenAfter: "0ms" },
    });
    const buys: [number, number][] = [
      [1005, 10],
      [990, 10],
    ];
    const look = (ms: number, outcome: "expired" | "done"): void => {
      venue.at(ms * MS, buys, []);
      venue.arrive(outcome);
      venue.settle();
    };
    look(0, "expired");
    look(100, "expired");
    // The second in a row: it waits for 100 ms and not for 50.
    look(180, "done");
    expect(venue.keeper.decisions.buy.hold).toBe("backoff");
    look(200, "done");
    expect(venue.asked).toEqual([
      "submit buy 1 10@1005",
      "submit buy 2 10@990",
      "submit buy 3 10@1005",
      "submit buy 4 10@1005",
    ]);
    venue.at(400 * MS, buys, []);
    expect(venue.keeper.decisions.buy.hold).toBe("");
  });
});

describe("an order that does not die", () => {
  const stuck = (): RoughVenue => {
    const venue = quoting({ answerDeadline: "1s" });
    venue.at(1 * MS, [], SELLS);
    expect(sent(venue)).toEqual(["cancel 1", "cancel 3", "cancel 5"]);
    return venue;
  };
  const lose = (venue: RoughVenue): void => {
    while (venue.requests.length > 0) venue.arrive("refused");
    for (const queue of venue.answers.values()) queue.length = 0;
  };

  it("is asked again, then all is canceled at the venue, and nothing is sent meanwhile", () => {
    const venue = stuck();
    lose(venue);
    venue.at(1000 * MS, [], SELLS);
    expect(sent(venue)).toEqual([]);
    venue.at(1001 * MS, [], SELLS);
    expect(sent(venue)).toEqual(["cancel 1", "cancel 3", "cancel 5"]);
    lose(venue);
    venue.at(2001 * MS, [], SELLS);
    lose(venue);
    sent(venue);
    venue.at(3001 * MS, [], SELLS);
    expect(sent(venue)).toEqual(["cancel all"]);
    expect(venue.keeper.decisions.emergency).toBe("cancels are not answered");
    venue.at(3100 * MS, BUYS, SELLS);
    expect(sent(venue)).toEqual([]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ why: "mass-cancel" });
    venue.settle();
    expect([...venue.orders.keys()]).toEqual([]);
    venue.at(3200 * MS, BUYS, SELLS);
    expect(sent(venue)).toHaveLength(6);
    expect(venue.keeper.decisions.emergency).toBe("");
  });

  it("and of which nobody tells stays a zombie that counts", () => {
    const venue = stuck();
    for (let n = 0; n < 8; n++) {
      // Its cancels work, but no answer about it ever comes.
      while (venue.requests.length > 0) venue.arrive("done");
      for (const [id, queue] of venue.answers) if (id === 1) queue.length = 0;
      venue.settle();
      venue.at((1001 + n * 1000) * MS, [], []);
    }
    expect(venue.orders.size).toBe(0);
    expect(venue.keeper.decisions.buy).toMatchObject({ zombies: 1, openLots: 10 });
    sent(venue);
    for (let s = 10; s < 60; s++) venue.at(s * 1000 * MS, [], []);
    // It is asked for now and then, and never again at the price of all other quotes.
    expect(sent(venue)).toEqual(["cancel 1", "cancel 1", "cancel 1"]);
  });

  it("or is never taken in has all canceled as well", () => {
    const venue = new RoughVenue({ capLots: 100, params: { answerDeadline: "1s" } });
    venue.at(0, [[990, 10]], []);
    venue.requests.length = 0;
    venue.at(2999 * MS, [[990, 10]], []);
    expect(sent(venue)).toEqual(["submit buy 1 10@990"]);
    venue.at(3000 * MS, [[990, 10]], []);
    expect(sent(venue)).toEqual(["cancel all"]);
  });
});

describe("fills that are told after the cancel", () => {
  const canceled = (params: Record<string, string>): RoughVenue => {
    const venue = quoting(params, 30);
    venue.at(1 * MS, [], SELLS);
    for (const nth of [0, 2, 4]) venue.fill(nth, 4);
    while (venue.requests.length > 0) venue.arrive("done");
    // Of each of the three: a fill of 4 is told last.
    for (const queue of venue.answers.values()) queue.reverse();
    for (let n = 0; n < 3; n++) venue.answer(n, "comes");
    return venue;
  };

  it("are room that is not given away, for as long as they may come", () => {
    const venue = canceled({ lateFills: "500ms" });
    venue.at(500 * MS, BUYS, SELLS);
    expect(sent(venue).filter((each) => each.includes("submit"))).toEqual([]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ why: "waits-cancel" });
    venue.settle();
    venue.at(501 * MS, BUYS, SELLS);
    expect(sent(venue).filter((each) => each.includes("submit"))).not.toEqual([]);
    expect(venue.broken).toEqual([]);
  });

  it("break the cap where no time is left for them, which is the default", () => {
    const venue = canceled({});
    venue.at(500 * MS, BUYS, SELLS);
    expect(venue.broken).not.toEqual([]);
  });
});

describe("a keeper that is stopped", () => {
  it("cancels all that it can, whatever the budget says, and sends nothing any more", () => {
    const venue = quoting({ messageRate: "1", messageBurst: "7", cancelReserve: "0" });
    venue.at(1 * MS, BUYS.slice(0, 2), SELLS);
    sent(venue);
    expect(venue.keeper.stop()).toBe(6);
    expect(sent(venue)).toHaveLength(6);
    venue.settle();
    venue.at(10_000 * MS, BUYS, SELLS);
    expect(sent(venue)).toEqual([]);
    expect(venue.keeper.decisions.buy.levels[0]).toMatchObject({ kind: "wait", why: "stopped" });
    expect(venue.orders.size).toBe(0);
  });

  it("has nothing left to cancel when the plan has a problem", () => {
    const venue = quoting();
    venue.look.plan.problem = "no fair value";
    venue.look.fair.problem = "book-gapped";
    venue.at(1 * MS, [], []);
    expect(sent(venue)).toHaveLength(6);
    expect(venue.keeper.stop()).toBe(0);
  });
});
