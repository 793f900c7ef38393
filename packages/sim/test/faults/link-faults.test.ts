import { describe, expect, it } from "vitest";
import type { FaultSpec } from "@mexoms/sim/engine";
import { openOrder, type Plan, runPlan, send } from "../driver/run.ts";
import { type Row, tape } from "../driver/tape.ts";

const ROWS: Row[] = [
  ["depth", "buy", 100, 5, 0],
  ["depth", "sell", 103, 5, 0],
  ["trade", "sell", 99, 1, 300],
  ["depth", "buy", 1, 1, 10_000],
];
const told = (plan: Plan, fault: FaultSpec): string[] =>
  runPlan(tape(ROWS), plan, { faults: [fault] }).told;
const outage = {
  kind: "outage",
  venue: "test",
  at: "50ns",
  for: "100ns",
  recovery: "500ns",
  feed: "on",
} as const;

describe("an outage", () => {
  const plan: Plan = [
    [0, send("buy", 100, 1)],
    [60, send("buy", 90, 1)],
    [70, (ctx) => ctx.orders.cancel(openOrder(ctx))],
  ];

  it("rejects what arrives in it; the market goes on without you", () => {
    expect(told(plan, { ...outage, requests: "reject" })).toEqual([
      "30: 1 accepted",
      "90: 2 rejected",
      "100: 1 cancel-refused",
      "320: 1 fill of 1",
      "320: 1 filled",
    ]);
  });

  it("loses what arrives in it, which is found out only later", () => {
    expect(told(plan, { ...outage, requests: "lose" })).toEqual([
      "30: 1 accepted",
      "320: 1 fill of 1",
      "320: 1 filled",
      "570: 2 rejected",
      "580: 1 cancel-refused",
    ]);
  });
});

describe("a burst of rejects", () => {
  it("takes a share of what arrives in it, by the seed", () => {
    const plan: Plan = [
      [0, (ctx) => Array.from({ length: 200 }, (_, i) => send("buy", 50 - (i % 9), 1)(ctx))],
    ];
    const burst: FaultSpec = {
      kind: "reject-burst",
      venue: "test",
      at: "5ns",
      for: "10ns",
      share: "30%",
    };
    const lines = told(plan, burst);
    const rejected = lines.filter((line) => line.endsWith("rejected")).length;
    expect(rejected).toBeGreaterThan(35);
    expect(rejected).toBeLessThan(85);
    expect(told(plan, burst)).toEqual(lines);
    expect(told(plan, { ...burst, at: "20ns" }).every((line) => line.endsWith("accepted"))).toBe(
      true,
    );
  });
});

describe("lost answers", () => {
  it("come when they are asked for again", () => {
    const plan: Plan = [[0, send("buy", 50, 1)]];
    const fault: FaultSpec = { kind: "lost-answer", venue: "test", share: "100%", recovery: "1us" };
    expect(told(plan, fault)).toEqual(["1030: 1 accepted"]);
    const { result } = runPlan(tape(ROWS), plan, { faults: [fault] });
    expect(result.faults).toEqual({ "lost-answer": 1 });
  });
});

describe("late and double answers", () => {
  const trades = Array.from({ length: 40 }, (_, i): Row => ["trade", "sell", 99, 1, 300 + i * 100]);
  const rows: Row[] = [...ROWS.slice(0, 2), ...trades, ROWS.at(-1)!];
  const plan: Plan = Array.from({ length: 40 }, (_, i) => [i * 100, send("buy", 100, 1 + (i % 3))]);
  const late: FaultSpec = { kind: "late-event", venue: "test", share: "40%", by: "170ns" };
  const twice: FaultSpec = { kind: "duplicate-event", venue: "test", share: "40%", by: "30ns" };
  const outcome = (faults: FaultSpec[]): string[] => {
    const { result } = runPlan(tape(rows), plan, { faults });
    const [summary] = result.summary;
    const fills = result.fills.map((fill) => `${fill.orderId} ${fill.qtyLots}@${fill.exchNs}`);
    const orders = result.orders.map(
      (order) => `${order.orderId} ${order.state} ${order.filledQty}`,
    );
    return [summary!.positionQty, ...fills.toSorted(), ...orders];
  };

  it("change what is known when, not what is known in the end: nothing is booked twice", () => {
    const clean = outcome([]);
    for (const faults of [[late], [twice], [late, twice]]) {
      expect(outcome(faults)).toEqual(clean);
      const { result } = runPlan(tape(rows), plan, { faults });
      expect(Object.values(result.faults ?? {}).every((count) => count > 20)).toBe(true);
    }
  });
});
