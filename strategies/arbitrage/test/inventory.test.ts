import { Instrument } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { shadowBps } from "../src/inventory/inventory.ts";
import { Transfers } from "../src/inventory/transfers.ts";
import { dealsOf, explained, run, threeTapes } from "./two-venues.ts";
import { EAST, PERP, WEST } from "./markets.ts";
import { TRANSFER_TOPIC } from "@mexoms/arbitrage";

/** What is full and what is empty, by hand. */
class Levels {
  readonly #lots = new Map<Instrument, number>();

  set(instrument: Instrument, share: number): this {
    this.#lots.set(instrument, share);
    return this;
  }

  fullness(instrument: Instrument): number {
    return this.#lots.get(instrument) ?? 0;
  }

  lots(instrument: Instrument): number {
    return Math.round(this.fullness(instrument) * (instrument === WEST ? 20_000 : 200));
  }
}

const buyEast = [
  { instrument: EAST, side: "buy" as const },
  { instrument: WEST, side: "sell" as const },
];

describe("the shadow price of inventory", () => {
  it.each([
    [0, 0, 0],
    [1, 0, -4],
    [0, -1, -4],
    [0.5, -0.5, -4],
    [-1, 1, 8],
    [-0.25, 0, 1],
  ])("with the buyer at %s and the seller at %s of their limits is %s bps of 4", (e, w, bps) => {
    const levels = new Levels().set(EAST, e).set(WEST, w);
    expect(shadowBps(levels, buyEast, 4)).toBe(bps);
  });
});

describe("transfers", () => {
  it("are proposed once a place is nearly full and another is short, and again after a rest", () => {
    const levels = new Levels().set(EAST, 0.7).set(WEST, -0.6);
    const transfers = new Transfers(levels, [EAST, WEST, PERP]);
    expect(transfers.look()).toEqual([]);
    levels.set(EAST, 0.85);
    expect(transfers.look()).toEqual([
      {
        asset: "BTC",
        from: "east:spot",
        to: "west:spot",
        amount: "0.12",
        why: "east:spot is at 85% of the limit for buying and west:spot at 60% of the limit for selling",
      },
    ]);
    expect(transfers.look()).toEqual([]);
    levels.set(EAST, 0.4);
    expect(transfers.look()).toEqual([]);
    levels.set(EAST, 0.9);
    expect(transfers.look()).toHaveLength(1);
  });

  it("are not proposed to or from a perpetual, which holds no coins", () => {
    const levels = new Levels().set(EAST, 1).set(PERP, -1);
    expect(new Transfers(levels, [EAST, PERP]).look()).toEqual([]);
  });
});

describe("inventory in a run", () => {
  it("keeps each market within its limit, and proposes to bring it back", async () => {
    const result = await run(threeTapes(3), { params: { maxPosition: "4000USDT" } });
    for (const { maxPositionQty } of result.summary) {
      // Prices move by some percent while a position is held.
      expect(Number(maxPositionQty) * 60_000).toBeLessThan(4_400);
    }
    expect(explained(result, TRANSFER_TOPIC).length).toBeGreaterThan(0);
  });

  it.each([["take"], ["both"]])(
    "asks for nothing that an account does not have, mode %s",
    async (mode) => {
      const account = (venue: string) => ({
        name: venue,
        venue,
        kind: "spot" as const,
        trades: [`${venue}:spot`],
        balances: { USDT: "20000", BTC: "0.3" },
      });
      const params = { mode, makeProfit: "1bps", keepProfit: "0bps", maxPosition: "100000USDT" };
      const accounts = [account("east"), account("west")];
      const result = await run(threeTapes(3).slice(0, 2), { params, accounts });
      const poor = result.orders.filter(({ reason }) => reason?.includes("insufficient"));
      // While an order is on its way, what it will hold is not yet known: that is all.
      expect(poor.length).toBeLessThanOrEqual(result.orders.length / 100);
      expect(dealsOf(result).length).toBeGreaterThan(10);
      for (const { balances } of result.accounts) {
        for (const { total } of balances) expect(total.units >= 0n).toBe(true);
      }
    },
  );

  it("takes fewer deals the more moving inventory costs", async () => {
    const counts: number[] = [];
    for (const shadowPrice of ["0bps", "20bps"]) {
      const params = { maxPosition: "20000USDT", shadowPrice };
      counts.push(dealsOf(await run(threeTapes(3), { params })).length);
    }
    expect(counts[1]).toBeLessThan(counts[0]!);
    expect(counts[1]).toBeGreaterThan(0);
  });
});
