import { ALARM_TOPIC } from "@mexoms/arbitrage";
import { type DealRecord, Decimal } from "@mexoms/core";
import type { BacktestResult, FaultSpec, Tape } from "@mexoms/sim";
import { TEAR_SHEET_OPTIONS, tearSheet } from "@mexoms/sim/engine";
import { describe, expect, it } from "vitest";
import { dealsOf, explained, netUnits, run, threeTapes } from "./two-venues.ts";

const TWO = threeTapes(5).slice(0, 2);
const CAP = 10_000;
const SKEW: FaultSpec = { kind: "clock-skew", venue: "west", by: "-1ms" };
const AHEAD: FaultSpec = { kind: "clock-skew", venue: "east", by: "7ms" };
const outage = (requests: "lose" | "reject"): FaultSpec => ({
  kind: "outage",
  venue: "west",
  at: { random: 5 },
  for: "3s",
  requests,
  recovery: "2s",
  feed: "on",
});

const CASES: readonly (readonly [name: string, faults: readonly FaultSpec[]])[] = [
  ["nothing else", []],
  ["a busy venue", [{ kind: "reject-burst", venue: "west", at: "0s", for: "60s", share: "40%" }]],
  ["requests that are lost", [outage("lose")]],
  ["requests that are refused", [outage("reject")]],
  ["answers that are lost", [{ kind: "lost-answer", venue: "west", share: "20%", recovery: "2s" }]],
];

/** Two venues with clocks, latencies and partial fills of their own. */
describe.each([
  ["take", {}],
  ["thinner", { first: "thinner" }],
  ["both", { mode: "both", makeProfit: "1bps", keepProfit: "0bps" }],
] as [string, Record<string, string>][])("two venues, %s, with", (_mode, params) => {
  it.each(CASES)("%s: deals end well, and add up with the equity", async (_name, faults) => {
    const result = await run(TWO, {
      params,
      faults: [SKEW, AHEAD, ...faults],
      latency: "east:4ms;west:entry=18ms,response=9ms",
    });
    const deals = dealsOf(result);
    expect(deals.length).toBeGreaterThan(8);
    expectEnds(result, deals);
    expectSums(result, deals, TWO);
  });
});

/** matched, flat, missed; or held, with an alarm and under the cap, or cut off by the end of the run. */
function expectEnds(result: BacktestResult, deals: readonly DealRecord[]): void {
  const alarms = explained(result, ALARM_TOPIC);
  const held = deals.filter(({ end }) => end === "held");
  for (const { id, path, foundNs } of held) {
    const cutOff = Number(result.endNs - result.startNs) - foundNs < 15e9;
    const alarmed = path.includes("held") && alarms.some((text) => text.startsWith(`deal ${id} `));
    expect(alarmed || cutOff, `deal ${id} ${path.join(">")}`).toBe(true);
  }
  const worth = new Decimal(Math.abs(netUnits(result))).mul("0.0001").mul(66_000);
  expect(worth.toNumber()).toBeLessThan(held.length === 0 ? 66 : CAP);
}

/**
 * What deals have realised is the cash of all fills after fees, with what they left valued: dust at
 * the price when it was left, what is held at the end's. The equity has all positions at the middle of
 * their own books at the end; the sheet's openMarks are the difference, to the last digit.
 */
function expectSums(
  result: BacktestResult,
  deals: readonly DealRecord[],
  tapes: readonly Tape[],
): void {
  const realised = sum(deals.map(({ realisedNet }) => new Decimal(realisedNet)));
  const cash = sum(
    result.fills.map(({ side, price, qty, fee }) => {
      const value = new Decimal(price).mul(qty);
      return (side === "buy" ? value.neg() : value).minus(fee.toDecimal());
    }),
  );
  const net = new Decimal(netUnits(result)).mul("0.0001");
  const left = realised.minus(cash);
  const carried = deals.some(({ end, kind }) => end === "held" || kind === "dust");
  if (net.isZero() && !carried && result.fills.every(({ liquidity }) => liquidity === "taker")) {
    expect(left.toFixed()).toBe("0");
  }
  // What is left is worth some price of the run, and dust that was carried on has moved with it.
  const slack = net.abs().plus("0.001").mul(1000);
  expect(
    left.minus(net.mul(60_000)).abs().lte(slack),
    `${left.toFixed()} for ${net.toFixed()} BTC`,
  ).toBe(true);
  const sheet = tearSheet({ result, tapes, options: TEAR_SHEET_OPTIONS });
  const [usdt] = sheet.arbitrage!.byCurrency;
  expect(usdt!.realised.toDecimal().toFixed()).toBe(realised.toFixed());
  const equity = sum(result.summary.map((each) => each.equity.toDecimal()));
  expect(usdt!.realised.plus(usdt!.openMarks).toDecimal().toFixed()).toBe(equity.toFixed());
  expect(sheet.currencies[0]!.attribution.equityChange.toDecimal().toFixed()).toBe(
    equity.toFixed(),
  );
  const { deals: all, bothFilled, oneLegged, missed } = sheet.arbitrage!;
  expect(all).toBe(deals.length);
  expect(bothFilled + oneLegged + missed).toBe(all);
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, each) => total.plus(each), new Decimal(0));
}
