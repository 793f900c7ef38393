import { describe, expect, it } from "vitest";
import type { AccountConfig } from "@mexoms/sim/engine";
import { runPlan, send, type Setup } from "../driver/run.ts";
import { tape, testInstrument } from "../driver/tape.ts";
import { book, LAST } from "../venue/story.ts";
import { balance, ledgerLines, SPOT } from "./accounts.ts";

/** Ticks of 0.1 USDT, lots of 0.001 BTC: 1000 lots at 1000 ticks are 1 BTC for 100 USDT. */
const rows = [
  ...book([[990, 5000]], [[1000, 5000]]),
  ["trade", "sell", 989, 5000, 500] as const,
  LAST,
];
const instrument = testInstrument({ market: "spot" });
const order = { instrument };

function setup(config: Partial<AccountConfig> = {}): Setup {
  return { accounts: [{ ...SPOT, ...config }], exchange: "partial" };
}

describe("a spot account", () => {
  it("holds price and fee of a resting buy, and what is left of it after a fill", () => {
    const held: string[] = [];
    const { result } = runPlan(
      tape(rows, instrument),
      [
        [10, send("buy", 990, 1000, order)],
        [100, (ctx) => held.push(ctx.account(instrument)!.balance("USDT").held.toString())],
        [900, (ctx) => held.push(ctx.account(instrument)!.balance("USDT").held.toString())],
      ],
      setup(),
    );
    expect(held).toEqual(["99.0495", "0"]);
    expect(balance(result, "main", "USDT")).toBe("900.9901");
    expect(balance(result, "main", "BTC")).toBe("2");
    expect(ledgerLines(result)).toEqual([
      "main USDT deposit owner 1000 -> 1000",
      "main BTC deposit owner 1 -> 1",
      "main USDT trade market -99 -> 901",
      "main BTC trade market 1 -> 2",
      "main USDT fee fees -0.0099 -> 900.9901",
    ]);
  });

  it("rejects what it cannot pay, and takes it once a cancel has freed the balance", () => {
    const { told, result } = runPlan(
      tape(rows, instrument),
      [
        [10, send("buy", 980, 9000, order)],
        [20, send("buy", 980, 9000, order)],
        [100, (ctx) => ctx.orders.cancelAll()],
        [200, send("buy", 980, 9000, order)],
        [300, send("sell", 1010, 1001, order)],
      ],
      setup(),
    );
    expect(told).toEqual([
      "40: 1 accepted",
      "50: 2 rejected",
      "130: 1 canceled",
      "230: 3 accepted",
      "330: 4 rejected",
    ]);
    expect(result.orders[1]!.reason).toBe("insufficient balance");
  });

  it("holds a market buy at the worst price of its walk", () => {
    const walked = tape(
      [
        ...book(
          [[990, 1]],
          [
            [1000, 1000],
            [1010, 5000],
          ],
        ),
        LAST,
      ],
      instrument,
    );
    const buy = (lots: number): string[] =>
      runPlan(walked, [[10, send("buy", 0, lots, { ...order, type: "market" })]], setup()).told;
    // 9,800 lots at 101 are 989.80 and a fee of 0.4949; the walk itself would cost less.
    expect(buy(9800).at(-1)).toBe("40: 1 expired");
    expect(buy(9900)).toEqual(["40: 1 rejected"]);
  });

  it("takes fees out of what is received when told so", () => {
    const { result } = runPlan(
      tape(rows, instrument),
      [[10, send("buy", 1000, 1000, order)]],
      setup({ feeCurrency: "received" }),
    );
    expect(balance(result, "main", "USDT")).toBe("900");
    expect(balance(result, "main", "BTC")).toBe("1.9995");
  });

  it("frees the hold of an order that is amended down, and checks one that is amended up", () => {
    const { told, result } = runPlan(
      tape(rows, instrument),
      [
        [10, send("buy", 980, 9000, order)],
        [
          100,
          (ctx) =>
            ctx.orders.amend(ctx.orders.open(instrument)[0]!, { priceTicks: 980, qtyLots: 5000 }),
        ],
        [200, send("buy", 980, 5000, order)],
        [
          300,
          (ctx) =>
            ctx.orders.amend(ctx.orders.open(instrument)[0]!, { priceTicks: 980, qtyLots: 6000 }),
        ],
      ],
      setup(),
    );
    expect(told.map((line) => line.split(": ")[1])).toEqual([
      "1 accepted",
      "1 amended",
      "2 accepted",
      "1 amend-refused",
    ]);
    expect(result.accounts[0]!.balances[0]!.held.toString()).toBe("980.49");
  });

  it("pays a rebate to the account", () => {
    const kind = testInstrument({ market: "spot", makerFee: "-1bps" });
    const { result } = runPlan(
      tape(rows, kind),
      [[10, send("buy", 990, 1000, { instrument: kind })]],
      setup(),
    );
    expect(balance(result, "main", "USDT")).toBe("901.0099");
    expect(result.summary[0]!.fees.toString()).toBe("-0.0099");
  });
});
