import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Prng, type RiskConfig } from "@mexoms/core";
import { DEFAULT_RISK, readRisk } from "@mexoms/sim";
import type { FaultSpec } from "@mexoms/sim/engine";
import { marketRows } from "../driver/random-market.ts";
import { run, runPlan, send } from "../driver/run.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";
import { Scratch } from "../scratch.ts";

const CAP_LOTS = 9;
const RISK: RiskConfig = {
  currency: "USDT",
  count: {},
  strategy: { positionQty: `0.00${CAP_LOTS}BTC` },
};
const FAULTS: readonly FaultSpec[] = [
  { kind: "late-event", venue: "test", share: "30%", by: "25ns" },
  { kind: "duplicate-event", venue: "test", share: "30%", by: "40ns" },
  { kind: "lost-answer", venue: "test", share: "10%", recovery: "90ns" },
];

describe("a run with risk", () => {
  it("never has more than its cap, whatever is asked at random and whatever answers do", () => {
    let [fills, denied, atCap] = [0, 0, 0];
    fc.assert(
      fc.property(
        marketRows(80),
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom("no-partial", "partial"),
        fc.constantFrom([], FAULTS),
        (rows, seed, exchange, faults) => {
          const random = new Prng(seed, 7);
          const pick = (below: number): number => Math.floor(random.next() * below);
          const result = run(
            tape(rows),
            (ctx) => {
              const { orders } = ctx;
              ctx.every(5, () => {
                const open = orders.open(BTC);
                const priceTicks = 100 + pick(9);
                const order = open[pick(open.length)];
                const act = order === undefined ? 2 : pick(4);
                if (order && act === 0) orders.cancel(order);
                else if (order && act === 1)
                  orders.amend(order, { priceTicks, qtyLots: 1 + pick(7) });
                else {
                  const side = pick(2) === 0 ? "buy" : "sell";
                  orders.submit({
                    instrument: BTC,
                    side,
                    priceTicks,
                    qtyLots: 1 + pick(7),
                    timeInForce: "gtc",
                  });
                }
              });
            },
            { exchange, faults, risk: RISK, seed },
          );
          fills += result.fills.length;
          denied += result.risk!.denials["R205"] ?? 0;
          const most = Number(result.summary[0]!.maxPositionQty);
          expect(most).toBeLessThanOrEqual(CAP_LOTS / 1000);
          if (most > (CAP_LOTS - 2) / 1000) atCap += 1;
        },
      ),
      { numRuns: 150, endOnFailure: true },
    );
    expect([fills > 100, denied > 100, atCap > 10], "the runs come near the cap").toEqual([
      true,
      true,
      true,
    ]);
  });

  it("has the limits among its inputs, and counts denials; without it neither", () => {
    const rows: Row[] = [
      ["depth", "buy", 100, 5, 0],
      ["depth", "sell", 103, 5, 0],
      ["depth", "buy", 1, 1, 10_000],
    ];
    const plan = [[10, send("buy", 100, CAP_LOTS + 1)]] as const;
    const limited = runPlan(tape(rows), plan, { risk: RISK });
    expect(limited.told).toEqual(["10: 1 rejected"]);
    expect(limited.result.orders[0]!.reason).toMatch(/^R205 .* \(strategy\)$/);
    expect(limited.result.inputs.risk).toEqual(RISK);
    expect(limited.result.risk).toEqual({ denials: { R205: 1 }, changes: [], unused: [] });
    const free = runPlan(tape(rows), plan).result;
    expect(Object.keys(free.inputs)).not.toContain("risk");
    expect(free.risk).toBeUndefined();
    expect(free.digest).not.toBe(limited.result.digest);
  });
});

describe("limits by name", () => {
  it("are none, the bundled ones, or a file, whose errors name file and field", () => {
    expect(readRisk("none")).toBeUndefined();
    expect(readRisk("default")?.strategy).toMatchObject({
      position: "10000USD",
      dailyLoss: "1000USD",
    });
    const text = readFileSync(DEFAULT_RISK, "utf8").replace('"10000USD"', '"10000"');
    const file = new Scratch().file("mine.json", text);
    expect(() => readRisk(file)).toThrow(
      `${file}: risk.order.orderNotional: "10000" is not an amount`,
    );
  });
});
