import { describe, expect, it } from "vitest";
import type { AccountConfig, FuturesConfig } from "@mexoms/sim/engine";
import type { StrategyContext } from "@mexoms/core";
import { type Plan, runPlan, send, type Setup } from "../driver/run.ts";
import { BTC, ETH, type Row, tape, testInstrument } from "../driver/tape.ts";
import { book } from "../venue/story.ts";
import { balance, FUTURES, ledgerLines } from "./accounts.ts";

const S = 1e9;
/** Ticks of 0.1 USDT, lots of 0.001 BTC: 1 BTC is 1000 lots. Taker fee 5 bps, maker 1 bps. */
const flat: Row[] = book([[999, 90_000]], [[1001, 90_000]]);
const last = (ns: number): Row => ["depth", "buy", 1, 1, ns];

/** The book moves to a bid and an ask, far enough that nothing is left between. */
function move(bid: number, ask: number, ns: number): Row[] {
  return [
    ["clear", "none", 0, 0, ns],
    ["depth", "buy", bid, 90_000, ns],
    ["depth", "sell", ask, 90_000, ns],
  ];
}

function setup(futures: Partial<FuturesConfig> = {}, rest: Partial<AccountConfig> = {}): Setup {
  const account = { ...FUTURES, ...rest, futures: { ...FUTURES.futures, ...futures } };
  return { accounts: [account], exchange: "partial", latency: [10, 20] };
}

const look =
  (seen: string[]) =>
  (ctx: StrategyContext): void => {
    const { lots, margin, maintenance, liquidationTicks } = ctx.account(BTC)!.position(BTC)!;
    const { free } = ctx.account(BTC)!.balance("USDT");
    seen.push([lots, margin, maintenance, liquidationTicks ?? "-", free].map(String).join(" "));
  };

describe("a futures account", () => {
  it("binds margin of the worse side, so that an order that reduces needs none", () => {
    const seen: string[] = [];
    const acts: Plan = [
      [10, send("buy", 999, 5000)], // worth 499.5: 49.95 of margin, 0.24975 for the fee
      [100, look(seen)],
      [200, send("sell", 1002, 4000)], // the other side is smaller: only its fee
      [300, look(seen)],
      [400, send("sell", 1002, 6000)], // 1002 against 499.5: more than there is
    ];
    const { told, result } = runPlan(tape([...flat, last(1000)]), acts, setup());
    expect(seen).toEqual(["0 50.19975 0 - 49.80025", "0 50.40015 0 - 49.59985"]);
    expect(told.at(-1)).toBe("430: 3 rejected");
    expect(result.orders[2]!.reason).toBe("insufficient margin");
  });

  it("keeps margin, maintenance and a liquidation price for a position", () => {
    const seen: string[] = [];
    const acts: Plan = [
      [10, send("buy", 1001, 5000)],
      [100, look(seen)],
      [200, send("sell", 999, 5000)],
      [300, look(seen)],
    ];
    const { result } = runPlan(tape([...flat, last(1000)]), acts, setup());
    // 5 BTC at 100.1, marked at 100: 50 of margin, 5 to maintain, a loss of 0.5, a fee of 0.25025.
    // 99.74975 + 5 (P - 100.1) = 1% of 5 P at 80.9596.
    expect(seen).toEqual(["5000 50 5 810 49.24975", "0 0 0 - 98.5"]);
    expect(ledgerLines(result).slice(1)).toEqual([
      "futures USDT fee fees -0.25025 -> 99.74975",
      "futures USDT realized market -1 -> 98.74975",
      "futures USDT fee fees -0.24975 -> 98.5",
    ]);
  });

  it("refuses a position beyond the largest size of its leverage", () => {
    const rich = { balances: { USDT: "1000000" } };
    const big = send("buy", 990, 110_000); // 10,890 of value, for which 20x is too much
    const at = (leverage: string): string | undefined =>
      runPlan(
        tape([...flat, last(1000)]),
        [[10, big]],
        setup({ leverage: { default: leverage } }, rich),
      ).result.orders[0]!.reason;
    expect(at("20")).toBe("position too large for its leverage");
    expect(at("10")).toBe("");
  });

  it.each(["cross", "isolated"] as const)("pays funding on %s margin", (marginMode) => {
    const funding = { default: "10bps/1m" };
    const rows = [...flat, ...move(1099, 1101, 30 * S), last(130 * S)];
    const acts: Plan = [[10, send("buy", 1001, 1000)]];
    const { result } = runPlan(tape(rows), acts, setup({ marginMode, funding }));
    // 1 BTC at a mark of 110: 0.11 at each of two full minutes.
    expect(ledgerLines(result).slice(2)).toEqual([
      "futures USDT funding funding -0.11 -> 99.83995",
      "futures USDT funding funding -0.11 -> 99.72995",
    ]);
    const { charges, realized, unrealized, fees, equity } = result.summary[0]!;
    expect(charges!.funding.toString()).toBe("-0.22");
    expect(realized.plus(unrealized).minus(fees).plus(charges!.funding)).toEqual(equity);
  });

  it("pays funding of a file at its times and to shorts", () => {
    const funding = {
      default: [
        { time: "2023-11-15T00:00:20Z", rate: "1%" },
        { time: "2023-11-15T00:00:40Z", rate: "-0.5%" },
      ],
    };
    const rows = [...flat, last(130 * S)];
    const acts: Plan = [[10, send("sell", 999, 1000)]];
    const { result } = runPlan(tape(rows), acts, setup({ funding }));
    expect(ledgerLines(result).slice(2)).toEqual([
      "futures USDT funding funding 1 -> 100.95005",
      "futures USDT funding funding -0.5 -> 100.45005",
    ]);
  });

  it("liquidates: cancels orders, closes at the book, tells of an order it did not send", () => {
    const rows = [...flat, ...move(840, 842, 5 * S), ...move(780, 782, 9 * S), last(20 * S)];
    const acts: Plan = [
      [10, send("buy", 1001, 5000)],
      [50, send("buy", 700, 1000)],
    ];
    const { told, result, fills } = runPlan(tape(rows), acts, setup());
    expect(told.slice(-4)).toEqual([
      `${9 * S + 20}: 2 canceled`,
      `${9 * S + 20}: 3 accepted`,
      `${9 * S + 20}: 3 fill of 5000`,
      `${9 * S + 20}: 3 filled`,
    ]);
    expect(result.orders[1]!.reason).toBe("liquidated");
    expect(fills.at(-1)).toBe(`3 sell 5000@780 [0] taker took-level ${9 * S}>${9 * S + 20}`);
    // A loss of 110.5 on 99.74975: the insurance fund pays the rest and the fee.
    expect(ledgerLines(result).slice(2)).toEqual([
      "futures USDT borrow lender 10.75025 -> 110.5",
      "futures USDT realized market -110.5 -> 0",
      "futures USDT borrow lender 0.195 -> 0.195",
      "futures USDT fee fees -0.195 -> 0",
      "futures USDT insurance insurance 10.94525 -> 10.94525",
      "futures USDT repay lender -10.94525 -> 0",
    ]);
    const { charges, equity } = result.summary[0]!;
    expect(charges!.insurance.toString()).toBe("10.94525");
    expect(equity.toString()).toBe("-100");
  });

  it("ends stops that wait when it liquidates, and refuses one that fires beyond its margin", () => {
    const stop = (side: "buy" | "sell", triggerTicks: number, lots: number): Plan[number][1] =>
      send(side, 0, lots, { type: "stop", triggerTicks });
    const trade: Row = ["trade", "buy", 1010, 1, 3 * S];
    const rows = [...flat, trade, ...move(780, 782, 5 * S), last(20 * S)];
    const acts: Plan = [
      [10, send("buy", 1001, 5000)],
      [50, stop("sell", 500, 5000)],
      [60, stop("buy", 1010, 90_000)],
    ];
    const { result } = runPlan(tape(rows), acts, setup());
    expect(result.orders.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      "filled ",
      "canceled liquidated",
      "expired insufficient margin",
      "filled ",
    ]);
  });

  it("takes the liquidation fee from what is left", () => {
    const rows = [...flat, ...move(808, 810, 5 * S), last(20 * S)];
    const { result } = runPlan(tape(rows), [[10, send("buy", 1001, 5000)]], setup());
    // 99.74975 less a loss of 96.5 and a fee of 0.202; 1% of 404 is more than what is left.
    expect(ledgerLines(result).at(-1)).toBe("futures USDT liquidation-fee insurance -3.04775 -> 0");
    expect(result.summary[0]!.charges!.liquidationFees.toString()).toBe("3.04775");
    expect(result.summary[0]!.equity.toString()).toBe("-100");
  });

  it("loses no more than its margin on an isolated position", () => {
    const rows = [...flat, ...move(700, 702, 5 * S), last(20 * S)];
    const { result } = runPlan(
      tape(rows),
      [[10, send("buy", 1001, 5000)]],
      setup({ marginMode: "isolated" }),
    );
    // 50.05 of margin; a loss of 150.5 and a fee of 0.175 leave 100.625 to the insurance fund.
    expect(result.summary[0]!.charges!.insurance.toString()).toBe("100.625");
    expect(balance(result, "futures", "USDT")).toBe("49.69975");
  });

  it("liquidates every position of a cross account together", () => {
    const rows = [...flat, ...move(840, 842, 5 * S), last(20 * S)];
    const still = tape([...flat, last(20 * S)], ETH);
    const acts: Plan = [
      [10, send("buy", 1001, 6000)],
      [10, send("buy", 1001, 500, { instrument: ETH })],
    ];
    const { fills } = runPlan([tape(rows), still], acts, setup());
    expect(fills.map((line) => line.split(" [")[0])).toEqual([
      "1 buy 6000@1001",
      "2 buy 500@1001",
      "3 sell 6000@840",
      "4 sell 500@999",
    ]);
  });

  it("trades inverse contracts on margin in the coin", () => {
    const inverse = testInstrument({
      market: "swap",
      symbol: "BTCUSD",
      quote: "USD",
      payoff: "inverse",
      contractSize: "100",
      tickSize: "0.5",
      lotSize: "1",
    });
    const rows = [
      ...book([[79_999, 900]], [[80_000, 900]]),
      ...move(99_999, 100_000, 5 * S),
      last(9 * S),
    ];
    const acts: Plan = [
      [10, send("buy", 80_000, 40, { instrument: inverse })],
      [6 * S, send("sell", 99_999, 40, { instrument: inverse })],
    ];
    const account = setup({}, { balances: { BTC: "1" } });
    const { result } = runPlan(tape(rows, inverse), acts, account);
    // 4000 USD of contracts: bought at 40,000 they are 0.1 BTC, sold at 49,999.5 0.0800008...
    const { realized, fees, equity } = result.summary[0]!;
    expect(realized.toString().slice(0, 12)).toBe("0.0199991999");
    expect(realized.minus(fees)).toEqual(equity);
    expect(balance(result, "futures", "BTC")).toBe(
      equity.plus(result.accounts[0]!.balances[0]!.opening).toString(),
    );
  });

  it("does not go on after the data for what it has scheduled", () => {
    const rows = [...flat, last(2.5 * S)];
    const { result } = runPlan(
      tape(rows),
      [[10, send("buy", 1001, 1000)]],
      setup({ funding: { default: "1bps/1h" } }),
    );
    expect(Number(result.endNs - result.startNs)).toBe(2.5 * S);
    expect(result.fills).toHaveLength(1);
  });
});
