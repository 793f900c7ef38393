import { describe, expect, it } from "vitest";
import type { Instrument, RiskConfig, StrategyContext } from "@mexoms/core";
import type { AccountConfig, BacktestResult } from "@mexoms/sim/engine";
import { FUTURES, SPOT } from "../account/accounts.ts";
import { run } from "../driver/run.ts";
import { BTC, type Row, tape, testInstrument } from "../driver/tape.ts";

const S = 1e9;
const COINS = testInstrument({ market: "spot", makerFee: "0bps", takerFee: "0bps" });

/** The price falls by 0.4 a second from 100, on which anything can be bought or sold. */
const falling: Row[] = Array.from({ length: 40 }, (_, second): Row[] => [
  ["clear", "none", 0, 0, second * S],
  ["depth", "buy", 999 - 4 * second, 90_000, second * S],
  ["depth", "sell", 1001 - 4 * second, 90_000, second * S],
]).flat();
const flat: Row[] = [
  ["depth", "buy", 999, 90_000, 0],
  ["depth", "sell", 1001, 90_000, 0],
  ["depth", "buy", 1, 1, 40 * S],
];

interface Bought {
  readonly result: BacktestResult;
  /** Position after each second, and reasons of denied orders, each once. */
  readonly lots: readonly number[];
  readonly denied: readonly string[];
}

/** Buys each second for as long as it may, and half a second after a denial sells as much. */
function buyOn(
  rows: readonly Row[],
  account: AccountConfig,
  main: NonNullable<RiskConfig["accounts"]>[string] | undefined,
  of: { readonly instrument: Instrument; readonly lots: number },
): Bought {
  const lots: number[] = [];
  const denied: string[] = [];
  const { instrument, lots: qtyLots } = of;
  const result = run(
    tape(rows, instrument),
    (ctx: StrategyContext) => {
      const take = (side: "buy" | "sell"): string | undefined =>
        ctx.orders.submit({ instrument, side, qtyLots, type: "market", timeInForce: "ioc" }).reason;
      ctx.every(S, () => {
        lots.push(ctx.position(instrument).lots);
        const reason = take("buy");
        if (reason === undefined) return;
        denied.push(reason);
        ctx.after(S / 2, () => {
          expect(take("sell")).toBeUndefined();
        });
      });
    },
    {
      accounts: [account],
      exchange: "partial",
      risk:
        main === undefined
          ? undefined
          : { currency: "USDT", count: { BTC: COINS.id }, accounts: { "*": main } },
    },
  );
  return { result, lots, denied };
}

const liquidated = ({ result }: Bought): boolean =>
  result.ledger.some(({ kind }) => kind.startsWith("liquidation"));

describe("a futures account that buys into a fall", () => {
  const instrument = BTC;
  const lots = 500;
  const futures = { ...FUTURES.futures, leverage: { default: "40" } };
  const account = { ...FUTURES, futures };
  const free = buyOn(falling, account, undefined, { instrument, lots });

  it("is liquidated without limits", () => {
    expect(liquidated(free)).toBe(true);
  });

  it.each([
    [
      "liquidationDistance",
      "5%",
      /^R704 near liquidation \d.*bps below 500bps \(account futures\)$/,
    ],
    ["marginUse", "15%", /^R703 margin use 1,\d.*bps above 1,500bps \(account futures\)$/],
  ] as const)("with a %s of %s stops growing before, reduces, and is not", (name, most, reason) => {
    const limited = buyOn(falling, account, { [name]: most }, { instrument, lots });
    expect(liquidated(limited)).toBe(false);
    expect(limited.denied.length).toBeGreaterThan(3);
    for (const each of limited.denied) expect(each).toMatch(reason);
    const largest = Math.max(...limited.lots);
    expect(largest).toBeGreaterThan(4 * lots);
    expect(largest).toBeLessThan(Math.max(...free.lots));
    expect(limited.lots.slice(0, 5), "until then it is no different").toEqual(
      free.lots.slice(0, 5),
    );
  });
});

describe("a margin account that buys on credit", () => {
  const account: AccountConfig = {
    ...SPOT,
    kind: "margin",
    balances: { USDT: "50" },
    margin: {
      leverage: "3",
      liquidationLevel: "1.1",
      liquidationFee: "2%",
      borrow: { USDT: "1%/hour", BTC: "24%/day" },
      markInterval: "1s",
    },
  };

  it("buys no more once it owes what it may, until it has paid back", () => {
    const limited = buyOn(flat, account, { borrowed: "60USDT" }, { instrument: COINS, lots: 200 });
    // The sixth buy of 20.02 takes the debt to 70.12; selling one pays 19.98 back, and it buys again.
    expect(limited.lots.slice(0, 11)).toEqual([
      0, 200, 400, 600, 800, 1000, 1200, 1000, 1200, 1000, 1200,
    ]);
    expect(new Set(limited.denied.slice(0, 2))).toEqual(
      new Set([
        "R705 borrowed 70.12 USDT above 60 USDT (account main)",
        "R705 borrowed 70.16 USDT above 60 USDT (account main)",
      ]),
    );
  });
});
