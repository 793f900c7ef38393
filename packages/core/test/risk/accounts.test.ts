import { describe, expect, it } from "vitest";
import type { RiskConfig } from "@mexoms/core";
import { type AccountOptions, AMOUNT_DECIMALS } from "@mexoms/core/internal";
import { BTC, depth, ETH, feed, type HandDriven, handDriven } from "../kernel/hand-driven.ts";

const ONE = 10n ** BigInt(AMOUNT_DECIMALS);
const state = (usdt: bigint, version = 0): AccountOptions["opening"] => ({
  version,
  balances: [
    { currency: "USDT", total: usdt * ONE, held: 0n, free: usdt * ONE, borrowed: 0n, interest: 0n },
  ],
  positions: [],
});

function withAccounts(risk: Omit<RiskConfig, "currency" | "count">): HandDriven {
  const account = (name: string, markets: number[]): AccountOptions => ({
    name,
    venue: "test",
    kind: "futures",
    markets,
    opening: state(100n),
    fees: new Map(),
  });
  const on = handDriven(() => {}, {
    risk: { currency: "USD", count: { USDT: "1" }, ...risk },
    accounts: [account("main", [0, 1]), account("sub", [0])],
  });
  for (const of of [BTC, ETH]) feed(on.kernel, of, depth("buy", 1000, 9), depth("sell", 1004, 9));
  return on;
}

const send = (
  on: HandDriven,
  account: "main" | "sub",
  qtyLots: number,
  side: "buy" | "sell" = "buy",
): string | undefined =>
  on.ctx.orders.submit({
    instrument: BTC,
    side,
    priceTicks: 1000,
    qtyLots,
    timeInForce: "gtc",
    account,
  }).reason;

describe("accounts", () => {
  it("each have their own exposure, and all of them together that of the strategy", () => {
    const on = withAccounts({
      accounts: { "*": { position: "3USD" }, sub: { positionQty: "0.02BTC" } },
      strategy: { position: "4USD" },
    });
    expect(send(on, "sub", 21)).toBe(
      "R205 worst-case quantity 0.021 BTC above 0.020 BTC (account sub)",
    );
    expect(send(on, "sub", 20)).toBeUndefined();
    expect(send(on, "main", 20)).toMatch(/^R203 .* above 4 USD \(strategy\)$/);
    expect(send(on, "main", 30)).toMatch(/^R203 .* above 3 USD \(account main\)$/);
    expect(send(on, "main", 19)).toBeUndefined();
  });

  it("may not trade with each other", () => {
    const on = withAccounts({ order: { selfCross: "deny" } });
    expect(send(on, "sub", 5)).toBeUndefined();
    expect(send(on, "main", 5, "sell")).toBe("R307 would meet an own order (order)");
  });

  it("below their floor or above their ceiling take only what reduces, until the venue tells otherwise", () => {
    const on = withAccounts({
      accounts: { main: { minBalance: "100.5USD" }, sub: { maxBalance: "99USD" } },
    });
    expect(send(on, "main", 5)).toBe(
      "R701 balance below its floor 100 USD below 100.5 USD (account main)",
    );
    expect(send(on, "sub", 5)).toBe(
      "R702 balance above its ceiling 100 USD above 99 USD (account sub)",
    );
    on.kernel.accountChanged(0, state(101n, 1));
    expect(send(on, "main", 5)).toBeUndefined();
    on.kernel.filled(3, 1, 1000, 5, true, 1);
    on.kernel.accountChanged(0, state(99n, 2));
    expect(send(on, "main", 5)).toMatch(/^R701/);
    expect(send(on, "main", 5, "sell")).toBeUndefined();
    expect(send(on, "main", 2, "sell"), "it would flip").toMatch(/^R701/);
  });
});
