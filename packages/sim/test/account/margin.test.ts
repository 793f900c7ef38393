import { describe, expect, it } from "vitest";
import type { AccountConfig, MarginConfig } from "@mexoms/sim/engine";
import { runPlan, send, type Setup } from "../driver/run.ts";
import { type Row, tape, testInstrument } from "../driver/tape.ts";
import { book } from "../venue/story.ts";
import { ledgerLines, SPOT } from "./accounts.ts";

const HOUR = 3600e9;
const instrument = testInstrument({ market: "spot", makerFee: "0bps", takerFee: "0bps" });
const order = { instrument };
const rows: Row[] = book([[999, 90_000]], [[1001, 90_000]]);
const last = (ns: number): Row => ["depth", "buy", 1, 1, ns];

const TERMS: MarginConfig = {
  leverage: "3",
  liquidationLevel: "1.1",
  liquidationFee: "2%",
  borrow: { USDT: "1%/hour", BTC: "24%/day" },
  markInterval: "1s",
};

function setup(balances: AccountConfig["balances"]): Setup {
  const account: AccountConfig = { ...SPOT, kind: "margin", balances, margin: TERMS };
  return { accounts: [account], exchange: "partial" };
}

describe("a margin account", () => {
  it("borrows what a buy lacks, pays interest each hour, and pays back what comes in", () => {
    const { result } = runPlan(
      tape([...rows, last(2.5 * HOUR)], instrument),
      [
        [10, send("buy", 1001, 1000, order)],
        [1.5 * HOUR, send("sell", 999, 1000, order)],
      ],
      setup({ USDT: "50" }),
    );
    expect(ledgerLines(result).slice(1)).toEqual([
      "main USDT borrow lender 50.1 -> 100.1",
      "main USDT trade market -100.1 -> 0",
      "main BTC trade market 1 -> 1",
      "main USDT borrow lender 0.501 -> 0.501",
      "main USDT interest lender -0.501 -> 0",
      "main BTC trade market -1 -> 0",
      "main USDT trade market 99.9 -> 99.9",
      "main USDT repay lender -50.601 -> 49.299",
    ]);
    // The profit of the instrument less the interest is that of the currency.
    expect(result.summary[0]!.equity.toString()).toBe("-0.2");
    expect(result.samples.equity[0]!.amount.at(-1)!.toString()).toBe("-0.701");
  });

  it("borrows coins to sell them, with interest in the coin", () => {
    const { result } = runPlan(
      tape([...rows, last(1.5 * HOUR)], instrument),
      [[10, send("sell", 999, 1000, order)]],
      setup({ USDT: "60" }),
    );
    expect(ledgerLines(result).slice(1)).toEqual([
      "main BTC borrow lender 1 -> 1",
      "main BTC trade market -1 -> 0",
      "main USDT trade market 99.9 -> 159.9",
      "main BTC borrow lender 0.01 -> 0.01",
      "main BTC interest lender -0.01 -> 0",
    ]);
    expect(result.samples.equity.map(({ currency }) => currency)).toEqual(["USDT", "BTC"]);
  });

  it("rejects what would be worth more than its leverage", () => {
    const of = (lots: number): string =>
      runPlan(
        tape([...rows, last(1000)], instrument),
        [[10, send("buy", 1001, lots, order)]],
        setup({ USDT: "50" }),
      ).result.orders[0]!.reason;
    expect(of(1498)).toBe(""); // 149.95, of which 99.95 is borrowed: less than twice 50
    expect(of(1499)).toBe("insufficient margin");
  });

  it("is liquidated when its coins cover its debts no more", () => {
    const fall: Row[] = [
      ["clear", "none", 0, 0, 5e9],
      ["depth", "buy", 500, 90_000, 5e9],
      ["depth", "sell", 502, 90_000, 5e9],
    ];
    const { result, told } = runPlan(
      tape([...rows, ...fall, last(9e9)], instrument),
      [
        [10, send("buy", 1001, 1000, order)],
        [20, send("buy", 300, 10, order)],
      ],
      setup({ USDT: "40" }),
    );
    expect(told.slice(-4).map((line) => line.split(": ")[1])).toEqual([
      "2 canceled",
      "3 accepted",
      "3 fill of 1000",
      "3 filled",
    ]);
    // 60.1 are owed and 50 come in: the insurance fund pays 10.1.
    expect(ledgerLines(result).slice(-4)).toEqual([
      "main USDT trade market 50 -> 50",
      "main USDT repay lender -50 -> 0",
      "main USDT insurance insurance 10.1 -> 10.1",
      "main USDT repay lender -10.1 -> 0",
    ]);
    expect(result.summary[0]!.equity.toString()).toBe("-40");
  });
});
