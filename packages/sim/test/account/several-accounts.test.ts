import { defineStrategy, instrument } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { type AccountConfig, runBacktest } from "@mexoms/sim/engine";
import { run, runOptions, runPlan, send } from "../driver/run.ts";
import { BTC, ETH, tape } from "../driver/tape.ts";
import { book, LAST } from "../venue/story.ts";
import { balance, FUTURES } from "./accounts.ts";

const rows = [...book([[999, 9000]], [[1001, 9000]]), LAST];
const account = (name: string, more: Partial<AccountConfig> = {}): AccountConfig => ({
  ...FUTURES,
  name,
  ...more,
});

describe("several accounts", () => {
  it("trade one instrument each on its own, at its own fees", () => {
    const fees = { default: { maker: "0bps", taker: "10bps" } };
    const strategy = defineStrategy({
      name: "two-accounts",
      params: { instrument: instrument() },
      start(ctx, p) {
        const common = { instrument: p.instrument, timeInForce: "gtc" } as const;
        ctx.after(10, () => {
          ctx.orders.submit({ ...common, side: "buy", priceTicks: 1001, qtyLots: 1000 });
          const second = { account: "second", qtyLots: 2000 };
          ctx.orders.submit({ ...common, side: "sell", priceTicks: 999, ...second });
        });
      },
    });
    const accounts = [account("first"), account("second", { fees })];
    const options = runOptions(tape(rows), () => undefined, { accounts });
    const result = runBacktest({
      ...options,
      strategy,
      params: { instrument: BTC.id },
    });
    expect(result.fills.map((fill) => [fill.account, fill.fee.toString()])).toEqual([
      ["first", "0.05005"],
      ["second", "0.1998"],
    ]);
    expect(balance(result, "first", "USDT")).toBe("99.94995");
    expect(balance(result, "second", "USDT")).toBe("99.8002");
    expect(result.summary[0]!.fees.toString()).toBe("0.24985");
    expect(result.summary[0]!.positionQty).toBe("-1");
  });

  it("each have a connection of their own", () => {
    const accounts = [account("first"), account("second")];
    const { result } = runPlan(
      tape(rows),
      [
        [10, send("buy", 900, 10)],
        [10, send("buy", 900, 10, { account: "second" })],
      ],
      { accounts },
    );
    expect(result.orders.map((order) => [order.account, order.state])).toEqual([
      ["first", "working"],
      ["second", "working"],
    ]);
  });

  it("names the accounts that there are when asked for another", () => {
    const accounts = [account("first"), account("second")];
    expect(() =>
      runPlan(tape(rows), [[10, send("buy", 9, 10, { account: "third" })]], { accounts }),
    ).toThrow('"third" is no account that trades test:swap:BTCUSDT; these do: first, second');
  });

  it("reject an instrument that none of them trades", () => {
    const accounts = [account("first", { trades: [BTC.id] })];
    const { result } = runPlan(
      [tape(rows), tape(rows, ETH)],
      [[10, send("buy", 9, 10, { instrument: ETH })]],
      { accounts },
    );
    expect(result.orders[0]!.reason).toBe("no account trades it");
  });

  it("are not seen in a run without them", () => {
    run(tape(rows), (ctx) => {
      expect(ctx.account(BTC)).toBeUndefined();
    });
    const { result } = runPlan(tape(rows), [[10, send("buy", 1001, 10)]]);
    expect([result.accounts, result.ledger, result.inputs.accounts]).toEqual([[], [], undefined]);
    expect("charges" in result.summary[0]! || "account" in result.fills[0]!).toBe(false);
  });

  it.each([
    [{ name: "My account" }, 'accounts.0.name: "My account" is not a name'],
    [{ trades: ["bybit:spot"] }, 'accounts.0.trades.0: "bybit:spot" is not a market'],
    [{ balances: { USDT: "-5" } }, 'accounts.0.balances.USDT: "-5" is not an amount'],
    [{ kind: "margin" as const }, "accounts.0.margin: a margin account needs its terms here"],
  ])("that cannot be are refused: %o", (more, message) => {
    expect(() => run(tape(rows), () => undefined, { accounts: [account("main", more)] })).toThrow(
      message,
    );
  });
});
