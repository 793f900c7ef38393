import { Decimal, Money } from "@mexoms/core";
import { BUY, SELL } from "@mexoms/core/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BacktestResult, LedgerKind } from "@mexoms/sim/engine";
import { assemble, type Assembly } from "../../engine/run/assembly.ts";
import { describeResult } from "../../engine/run/describe-result.ts";
import { NaiveBalances } from "./naive-balances.ts";
import { COINS, INVERSE, LINEAR, randomRun } from "./random-accounts.ts";

const NOTHING = new Money(0n, 0);
const INSTRUMENTS = [COINS, LINEAR, INVERSE];

/** Called after every instant, so without the cost of `expect` while all is well. */
function expectSums({ ledger, kernel }: Assembly<never>): void {
  for (const [currency, total] of ledger.totals()) {
    if (total !== 0n) expect([currency, total]).toEqual([currency, 0n]);
  }
  for (const view of kernel.accounts.views) {
    for (const balance of view.balances()) {
      const [total, held, borrowed] = [balance.total, balance.held, balance.borrowed].map(
        ({ units }) => units,
      );
      const some = total! >= 0n && held! >= 0n && borrowed! >= 0n;
      const covered = view.kind !== "spot" || (held! <= total! && borrowed === 0n);
      if (!some || !covered) expect(`${view.name} ${JSON.stringify(balance)}`).toBe("covered");
    }
  }
}

/** Final middle prices by instrument. */
function midsOf({ kernel }: Assembly<never>): Map<string, Decimal> {
  return new Map(
    kernel.markets.map(({ instrument, book }) => {
      const twice = instrument.tick.decimal(book.bestTicks(BUY) + book.bestTicks(SELL));
      return [instrument.id, twice.div(2)];
    }),
  );
}

describe("accounts", () => {
  it("sum to nothing with all they deal with, after every event, to the last digit", () => {
    const seen = new Set<LedgerKind>();
    let closed = 0;
    fc.assert(
      fc.property(randomRun, (options) => {
        const run = assemble(options) as unknown as Assembly<never>;
        run.simulation.begin();
        do expectSums(run);
        while (run.simulation.advance(1));
        run.simulation.end();
        expectSums(run);
        const result = { ...describeResult(run), digest: "", outputsDigest: "" };
        for (const { kind } of result.ledger) seen.add(kind);
        closed += result.orders.filter((order) => order.reason === "liquidated").length;
        expectNothingHeld(run);
        expectNaive(run, result);
        expectWhole(run, result);
      }),
      { numRuns: 100 },
    );
    // What never happened was not tested.
    expect([...seen].toSorted()).toEqual([
      "borrow",
      "deposit",
      "fee",
      "funding",
      "insurance",
      "interest",
      "liquidation-fee",
      "realized",
      "repay",
      "trade",
    ]);
    expect(closed).toBeGreaterThan(10);
  });
});

/** All orders are over at the end: coins hold nothing, contracts only what positions need. */
function expectNothingHeld({ kernel }: Assembly<never>): void {
  for (const view of kernel.accounts.views) {
    for (const { currency, held } of view.balances()) {
      const bound = view.instruments
        .filter(({ settle }) => settle === currency)
        .map((instrument) => view.position(instrument))
        .filter((position) => position?.lots !== 0)
        .reduce((sum, position) => sum.plus(position?.margin ?? NOTHING), NOTHING);
      expect(held.minus(bound).units).toBe(0n);
    }
  }
}

/** Balances are what the fill log and the charges say. */
function expectNaive(run: Assembly<never>, result: BacktestResult): void {
  const naive = new NaiveBalances(result, INSTRUMENTS);
  const mids = midsOf(run);
  for (const view of run.kernel.accounts.views) {
    for (const { currency, total, borrowed } of view.balances()) {
      const [own, wanted] =
        view.kind === "futures"
          ? [view.equity(currency), naive.futures(view.name, currency, mids)]
          : [total.minus(borrowed), naive.coins(view.name, currency)];
      expect(`${view.name} ${own.toString()} ${currency}`).toBe(
        `${view.name} ${wanted.toFixed()} ${currency}`,
      );
    }
  }
}

/** The kernel's profit is the venue's: instruments in a currency, against accounts in it. */
function expectWhole(run: Assembly<never>, result: BacktestResult): void {
  const views = run.kernel.accounts.views;
  const mid = midsOf(run).get(COINS.id)!;
  const coins = views.find((view) => view.kind !== "futures")!;
  const gained = (name: string, currency: string): Decimal => {
    const view = views.find((each) => each.name === name)!;
    const config = result.inputs.accounts!.find((each) => each.name === name)!;
    return view
      .equity(currency)
      .toDecimal()
      .minus(config.balances[currency] ?? 0);
  };
  for (const { realized, unrealized, fees, charges, equity } of result.summary) {
    const { funding, liquidationFees, insurance } = charges!;
    const parts = realized.plus(unrealized).minus(fees);
    const whole = parts.plus(funding).minus(liquidationFees).plus(insurance);
    expect(whole.minus(equity).units).toBe(0n);
  }
  const interest = (currency: string): Money => coins.balance(currency).interest;
  const spot = gained(coins.name, "USDT").plus(gained(coins.name, "BTC").mul(mid));
  const paid = interest("USDT").toDecimal().plus(interest("BTC").toDecimal().mul(mid));
  expect(result.summary[0]!.equity.toDecimal().minus(paid).minus(spot).abs().lt("1e-15")).toBe(
    true,
  );
  for (const [at, currency] of [
    [1, "USDT"],
    [2, "BTC"],
  ] as const) {
    const accounts = gained("first", currency).plus(gained("second", currency));
    const contracts = result.summary[at]!.equity.toDecimal();
    expect(accounts.minus(contracts).abs().lt("1e-15")).toBe(true);
  }
}
