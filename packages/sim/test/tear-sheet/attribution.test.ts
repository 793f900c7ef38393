import { Decimal, type Instrument, Money } from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Attribution,
  type BacktestResult,
  type FaultSpec,
  runBacktest,
  type Tape,
  tearSheet,
  TIMELINE,
} from "@mexoms/sim/engine";
import { INVERSE, randomFreeRun, randomRun } from "../account/random-accounts.ts";
import { naiveParts } from "./naive-attribution.ts";

const OPTIONS = { adverse: "1s", horizons: ["100ms", "1s", "10s"], returnInterval: "1s" };
const ROUNDING = new Decimal("1e-15");

function sumOf(attribution: Attribution): Money {
  const parts = Object.entries(attribution).filter(([name]) => name !== "equityChange");
  return parts.reduce((sum, [, part]) => sum.plus(part), new Money(0n, 0));
}

/** The sum of the parts is the equity of the run, whatever it was made of. */
function expectSums(result: BacktestResult, tapes: readonly Tape[]): number {
  const sheet = tearSheet({ result, tapes, options: OPTIONS });
  result.summary.forEach((summary, i) => {
    const { attribution } = sheet.instruments[i]!;
    expect(sumOf(attribution).minus(summary.equity).units).toBe(0n);
    expect(attribution.equityChange.minus(summary.equity).units).toBe(0n);
  });
  for (const { currency, attribution } of sheet.currencies) {
    const last = result.samples.equity.find((series) => series.currency === currency)!.amount;
    expect(sumOf(attribution).minus(last.at(-1)!).units).toBe(0n);
    if (currency === "USDT") expect(attribution.residual.units).toBe(0n);
    else expect(attribution.residual.toDecimal().abs().lt(ROUNDING)).toBe(true);
  }
  expectFillsInTimeline(result);
  for (const [i, { attribution }] of sheet.instruments.entries()) {
    const tape = tapes[i]!;
    const { instrument } = tape;
    if (instrument.payoff === "linear") expect(attribution.residual.units).toBe(0n);
    else expect(attribution.residual.toDecimal().abs().lt(ROUNDING)).toBe(true);
    expectNaive(instrument, attribution, naiveParts({ result, instrument, tape, adverseNs: 1e9 }));
  }
  return result.fills.length;
}

/** Each fill has its row, and nothing reached us before it happened. */
function expectFillsInTimeline({ fills, timelines, startNs }: BacktestResult): void {
  for (const { instrument, fillRow, exchNs, localNs, leavesLots, priceTicks, kind } of timelines) {
    const own = fills.filter((fill) => fill.instrument === instrument);
    const rows = own.map((_fill, i) => {
      const row = fillRow[i]!;
      const times = [exchNs[row]!, localNs[row]!].map((ns) => startNs + BigInt(ns));
      return [kind[row], ...times, priceTicks[row], leavesLots[row]];
    });
    expect(rows).toEqual(
      own.map((fill) => [
        TIMELINE.filled,
        fill.exchNs,
        fill.localNs,
        fill.priceTicks,
        fill.leavesLots,
      ]),
    );
    expect(localNs.every((ns, row) => ns === -1 || ns >= exchNs[row]!)).toBe(true);
  }
}

function expectNaive(
  instrument: Instrument,
  attribution: Attribution,
  naive: ReturnType<typeof naiveParts>,
): void {
  const pairs: readonly (readonly [string, Money, Decimal])[] = [
    ["spread", attribution.spreadCapture, naive.spread],
    ["hedge", attribution.hedgeSlippage, naive.hedge],
    ["adverse", attribution.adverseSelection, naive.adverse],
    ["inventory", attribution.inventory, naive.inventory],
    ["fees", attribution.fees, naive.fees],
  ];
  for (const [name, own, wanted] of pairs) {
    const off = own.toDecimal().minus(wanted).abs();
    const allowed = instrument.id === INVERSE.id ? ROUNDING : new Decimal(0);
    if (off.gt(allowed)) expect(`${name} ${own.toString()}`).toBe(`${name} ${wanted.toFixed()}`);
  }
}

describe("the attribution of a run's profit", () => {
  it("sums to its equity to the last unit, and each part is what its definition says", () => {
    let fills = 0;
    const charged = new Set<string>();
    fc.assert(
      fc.property(randomRun, (options) => {
        const result = runBacktest(options);
        for (const { kind } of result.ledger) charged.add(kind);
        fills += expectSums(result, options.tapes);
      }),
      { numRuns: 60 },
    );
    // What never happened was not tested.
    expect(fills).toBeGreaterThan(1000);
    for (const kind of ["funding", "interest", "liquidation-fee", "insurance"]) {
      expect(charged).toContain(kind);
    }
  });

  it("sums to the equity that we know of where answers and requests get lost, late or come twice", () => {
    let fills = 0;
    let struck = 0;
    const venue = "test";
    const faults: FaultSpec[] = [
      { kind: "lost-answer", venue, share: "20%", recovery: "400ms" },
      { kind: "duplicate-event", venue, share: "20%", by: "10ms" },
      { kind: "late-event", venue, share: "20%", by: "300ms" },
      {
        kind: "outage",
        venue,
        at: "1s",
        for: "500ms",
        recovery: "100ms",
        requests: "lose",
        feed: "on",
      },
    ];
    fc.assert(
      fc.property(randomFreeRun, (options) => {
        const result = runBacktest({ ...options, faults });
        for (const times of Object.values(result.faults!)) struck += times;
        fills += expectSums(result, options.tapes);
      }),
      { numRuns: 30 },
    );
    expect(fills).toBeGreaterThan(200);
    expect(struck).toBeGreaterThan(200);
  });

  it("sums to its equity in runs without accounts, too", () => {
    let fills = 0;
    fc.assert(
      fc.property(randomFreeRun, (options) => {
        fills += expectSums(runBacktest(options), options.tapes);
      }),
      { numRuns: 40 },
    );
    expect(fills).toBeGreaterThan(500);
  });
});
