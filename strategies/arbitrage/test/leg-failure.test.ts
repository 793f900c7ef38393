import { ALARM_TOPIC } from "@mexoms/arbitrage";
import { ARBITRAGE_TOPIC, type ArbitrageRecord, Decimal } from "@mexoms/core";
import type { BacktestResult, FaultSpec, FaultTime } from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import {
  dealsOf,
  explained,
  netUnits,
  run,
  type Setup,
  threeTapes,
  triangleTapes,
} from "./two-venues.ts";

const TAPES = threeTapes(3);
const LOST: FaultSpec = { kind: "lost-answer", venue: "west", share: "20%", recovery: "2s" };
const MAKE = { mode: "make", makeProfit: "1bps", keepProfit: "0bps" };

const outage = (requests: "lose" | "reject", span: string, at: FaultTime): FaultSpec => ({
  kind: "outage",
  venue: "west",
  at,
  for: span,
  requests,
  recovery: requests === "lose" && span === "20s" ? "15s" : "2s",
  feed: "on",
});

const CASES: readonly (readonly [name: string, setup: Setup, path: RegExp])[] = [
  ["nothing", {}, /^sent>matched$/],
  ["nothing, with the thinner leg first", { params: { first: "thinner" } }, /^sent>missed$/],
  [
    "requests that are lost",
    { faults: [outage("lose", "3s", { random: 6 })] },
    /unknown>unbalanced/,
  ],
  [
    "requests that are refused",
    { faults: [outage("reject", "3s", { random: 6 })] },
    /rehedge>other venue>unwind>flat/,
  ],
  [
    "a venue that is busy",
    { faults: [{ kind: "reject-burst", venue: "west", at: "0s", for: "60s", share: "40%" }] },
    /unbalanced>rehedge>matched/,
  ],
  ["answers that are lost", { faults: [LOST] }, /^sent>unknown>matched$/],
  [
    "answers that overtake each other",
    { faults: [{ kind: "late-event", venue: "west", share: "30%", by: "100ms" }] },
    /unbalanced>rehedge>unbalanced/,
  ],
  [
    "answers that come twice",
    { faults: [{ kind: "duplicate-event", venue: "west", share: "50%", by: "10ms" }] },
    /unbalanced>rehedge>matched/,
  ],
  [
    "a clock that is ahead",
    { faults: [{ kind: "clock-skew", venue: "west", by: "5ms" }] },
    /unbalanced>rehedge>matched/,
  ],
  ["nothing, quoting", { params: MAKE }, /^sent>matched$/],
  ["answers that are lost, quoting", { params: MAKE, faults: [LOST] }, /unknown/],
];

describe("arbitrage over two venues and a perpetual, when this goes wrong:", () => {
  it.each(CASES)("%s", async (_name, setup, path) => {
    const result = await run(TAPES, setup);
    const deals = dealsOf(result);
    expect(deals.length).toBeGreaterThan(20);
    // The case is about something: its kind of path was gone.
    expect(deals.some((deal) => path.test(deal.path.join(">")))).toBe(true);
    expectBalanced(result);
    // No order of it is a market order, and none rests but quotes.
    const kinds = new Set(result.orders.map(({ type, timeInForce }) => `${type} ${timeInForce}`));
    expect([...kinds].filter((kind) => !/^limit (ioc|post-only)$/.test(kind))).toEqual([]);
    const summary = JSON.parse(explained(result, ARBITRAGE_TOPIC)[0]!) as ArbitrageRecord;
    const gated = Object.values(summary.gated).reduce((sum, count) => sum + count, 0);
    expect(summary.detected).toBeGreaterThan(summary.taken);
    expect(gated).toBeGreaterThan(0);
    const taken = deals.filter(({ kind }) => kind !== "cross-venue-making" && kind !== "dust");
    expect(summary.taken).toBe(taken.length);
  });

  it("holds what a long outage leaves, under the cap and with an alarm", async () => {
    const result = await run(TAPES, { faults: [outage("lose", "20s", "10s")] });
    const held = dealsOf(result).filter(({ end }) => end === "held");
    expect(held.length).toBeGreaterThan(0);
    const alarms = explained(result, ALARM_TOPIC);
    for (const { id } of held) {
      expect(alarms.some((alarm) => alarm.startsWith(`deal ${id} `))).toBe(true);
    }
    expectBalanced(result);
  });

  it("adds up: what deals have earned is the cash of all fills, to the last digit", async () => {
    const result = await run(TAPES);
    expect(netUnits(result)).toBe(0);
    const earned = dealsOf(result).reduce(
      (sum, { realisedNet }) => sum.plus(realisedNet),
      new Decimal(0),
    );
    const cash = result.fills.reduce((sum, { side, price, qty, fee }) => {
      const value = new Decimal(price).mul(qty);
      return (side === "buy" ? sum.minus(value) : sum.plus(value)).minus(fee.toString());
    }, new Decimal(0));
    expect(earned.toFixed()).toBe(cash.toFixed());
  });

  it("comes to the same in every run", async () => {
    const setup: Setup = { faults: [LOST], params: { mode: "both", makeProfit: "1bps" } };
    const [one, two] = [await run(TAPES, setup), await run(TAPES, setup)];
    expect(one.digest).toBe(two.digest);
    expect(one.fills.length).toBeGreaterThan(20);
  });
});

describe("triangles, when this goes wrong:", () => {
  const burst: FaultSpec = {
    kind: "reject-burst",
    venue: "east",
    at: "0s",
    for: "60s",
    share: "30%",
  };
  const lost: FaultSpec = { kind: "lost-answer", venue: "east", share: "20%", recovery: "2s" };
  it.each([
    ["nothing", {}, "matched"],
    ["a venue that is busy", { faults: [burst] }, "flat"],
    ["answers that are lost", { faults: [lost] }, "matched"],
    [
      "a busy venue, with the thinner leg first",
      { faults: [burst], params: { first: "thinner" } },
      "missed",
    ],
  ] as [string, Setup, string][])("%s", async (_name, setup, end) => {
    const result = await run(triangleTapes(3), { latency: "4ms", ...setup });
    const deals = dealsOf(result);
    expect(deals.filter(({ kind }) => kind === "triangular").length).toBeGreaterThan(15);
    expect(deals.some((deal) => deal.kind === "triangular" && deal.end === end)).toBe(true);
    const open = deals.filter((deal) => deal.end === "held").flatMap(({ legs }) => legs);
    const spare = open.reduce((sum, { wantedLots }) => sum + wantedLots, 0);
    // What each coin is left with is below a lot, or belongs to a deal that the end has cut off.
    const { btc, eth } = coins(result);
    expect(Math.abs(eth)).toBeLessThan(0.02 + spare);
    expect(Math.abs(btc)).toBeLessThan(0.001 + spare);
  });
});

/** What the fills of a run add up to, a fee in a coin taken off. */
function coins({ fills }: BacktestResult): { readonly btc: number; readonly eth: number } {
  let [btc, eth] = [0, 0];
  for (const { instrument, side, qty, price, fee } of fills) {
    const sign = side === "buy" ? 1 : -1;
    if (instrument.endsWith("BTCUSDT")) btc += sign * Number(qty);
    else eth += sign * Number(qty);
    if (instrument.endsWith("ETHBTC")) btc -= sign * Number(qty) * Number(price) + fee.toNumber();
  }
  return { btc, eth };
}

/** What is not balanced at the end is dust, or it is held under the cap. */
function expectBalanced(result: BacktestResult): void {
  const heldValue = dealsOf(result)
    .filter(({ end }) => end === "held")
    .flatMap(({ legs }) => legs)
    .reduce((sum, { wantedLots, instrument }) => {
      const lot = instrument.startsWith("east") ? 1 : instrument.includes("spot") ? 10 : 100;
      return sum + wantedLots * lot;
    }, 0);
  // Dust is below 10 USDT or the coarsest lot.
  expect(Math.abs(netUnits(result))).toBeLessThanOrEqual(heldValue + 100);
  const cap = new Decimal("10000");
  expect(new Decimal(Math.abs(netUnits(result))).mul("0.0001").mul("66000").lte(cap)).toBe(true);
}
