import { describe, expect, it } from "vitest";
import { HandDriven } from "./hand-driven.ts";
import { EAST, WEST } from "./markets.ts";

const MS = 1e6;
const TAKE = {
  minNetBps: "2bps",
  reserveFactor: "0",
  cooldown: "0ms",
  maxSkew: "1h",
  maxAge: "1h",
};

describe("arbitrage with a market that is suspended", () => {
  it("opens no deal, tries nothing, and takes the next one once it is over", () => {
    const hand = new HandDriven([EAST, WEST], TAKE);
    hand
      .book(EAST, "50000", "50000.1")
      .book(WEST, "50000", "50501")
      .wake(1_001 * MS);
    hand.kernel.suspend(1, "reconnecting");
    // The west bids 100 bps above what the east asks.
    hand.book(WEST, "50500", "50500.01").wake();
    for (let n = 0; n < 50; n++) hand.book(WEST, "50500", "50500.01").wake(MS);
    expect(hand.sent).toEqual([]);
    expect(hand.kernel.desk.all).toEqual([]);
    hand.kernel.resume(1);
    hand.wake(MS).book(WEST, "50500", "50500.01").wake(MS);
    expect(hand.sent.map(({ side }) => side).toSorted()).toEqual(["buy", "sell"]);
  });
});
