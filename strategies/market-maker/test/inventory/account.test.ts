import type { AccountState, BalanceState } from "@mexoms/core/internal";
import { describe, expect, it } from "vitest";
import { sizeSkew } from "../../src/index.ts";
import { MakerRig, MS, SPOT } from "../maker-rig.ts";

const COIN = 10n ** 36n;

function balance(currency: string, total: bigint, held = 0n): BalanceState {
  const free = total - held;
  return { currency, total, held, free, borrowed: 0n, interest: 0n };
}

/** A spot account, with hundredths of a coin and whole units of quote currency. */
function state(coins100: number, quote: number, version = 1, heldQuote = 0): AccountState {
  const base = balance("BTC", (BigInt(coins100) * COIN) / 100n);
  const cash = balance("USDT", BigInt(quote) * COIN, BigInt(heldQuote) * COIN);
  return { version, balances: [base, cash], positions: [] };
}

function rig(given: Record<string, string>, opening: AccountState): MakerRig {
  const account = {
    name: "main",
    venue: "test",
    kind: "spot" as const,
    markets: [1],
    opening,
    fees: new Map(),
  };
  const params = { instrument: SPOT.id, maxInventory: "20BTC", size: "0.5BTC", ...given };
  return new MakerRig(params, { accounts: [account] }).quiet(999_999, 1_000_001).pass(100 * MS);
}

describe("inventory on a spot account", () => {
  it("is what the account has in all, for a target that is a share of the capital", () => {
    const target = { target: "50%", sizeSkew: "linear", inventoryRange: "10%" };
    // 11 coins and 900,000 at 100,000 a coin: 20 coins of capital, a target of 10, a range of 2.
    const { inventory } = rig(target, state(1100, 900_000, 1, 300_000)).maker.look;
    expect(inventory).toMatchObject({ heldLots: 110_000, targetLots: 100_000, share: 0.5 });
    const expected = sizeSkew({
      base: 11,
      quote: 900_000,
      price: 100_000,
      targetShare: 0.5,
      range: 2,
    });
    expect({ bid: inventory.buyFactor, ask: inventory.sellFactor }).toEqual(expected);
    expect(expected).toEqual({ bid: 0.5, ask: 1.5 });
  });

  it("has a range of at most half the capital, and no more room below than there are coins", () => {
    const wide = { target: "10%", sizeSkew: "linear", inventoryRange: "100%" };
    const few = rig(wide, state(100, 1_900_000)).maker.look.inventory;
    const expected = sizeSkew({
      base: 1,
      quote: 1_900_000,
      price: 100_000,
      targetShare: 0.1,
      range: 20,
    });
    expect([few.buyFactor, few.sellFactor]).toEqual([expected.bid, expected.ask]);
    expect(few.share).toBe(-0.5);
  });

  it("is the position alone for target=start, and a size counts from no coins", () => {
    const start = rig({}, state(1100, 900_000)).maker.look.inventory;
    expect([start.heldLots, start.targetLots]).toEqual([0, 0]);
    const size = rig({ target: "10BTC" }, state(1100, 900_000)).maker.look.inventory;
    expect([size.heldLots, size.targetLots]).toEqual([110_000, 100_000]);
  });

  it("follows the balance once the venue has told of it", () => {
    const desk = rig({ target: "50%" }, state(1000, 1_000_000));
    expect(desk.maker.look.inventory.share).toBe(0);
    desk.kernel.accountChanged(0, state(1200, 800_000, 2));
    desk.pass(1000 * MS);
    expect(desk.maker.look.inventory.heldLots).toBe(120_000);
  });

  it("cuts quotes to the coins and the money that are there", () => {
    const poor = rig({ levels: "2" }, state(60, 60_000)).maker.look.plan;
    const lots = (side: typeof poor.buy): number[] => Array.from(side.lots.slice(0, side.count));
    expect(lots(poor.sell)).toEqual([5000, 1000]);
    expect(lots(poor.buy)[0]).toBe(5000);
    const paid = lots(poor.buy).reduce((sum, n, i) => sum + n * poor.buy.priceTicks[i]!, 0);
    // In ticks times lots, which are a hundred thousandth of a unit of quote currency.
    expect(paid).toBeLessThanOrEqual(60_000 * 100_000);
    expect(paid).toBeGreaterThan(59_990 * 100_000);
  });
});
