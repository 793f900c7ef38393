import type { RiskConfig } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import type { MakerEvent } from "../src/explain/maker-event.ts";
import { explainMaker } from "../src/explain/explain-maker.ts";
import { MakerRig, MS, SECOND, SPOT } from "./maker-rig.ts";

const UNITS = { currency: "USDT", count: {} } as const;

function play(given: Record<string, string>, risk: RiskConfig, ms: number): MakerRig {
  const rig = new MakerRig({ size: "0.1BTC", ...given }, { risk }).quiet();
  for (let i = 0; i < ms / 100; i++) {
    // The feed lives: a book without changes would be stale.
    rig
      .level("buy", 599_000, 1 + (i % 2))
      .pass(100 * MS)
      .answer()
      .pass(0);
  }
  return rig;
}

const rejected = ({ kernel }: MakerRig): number =>
  kernel.desk.all.filter(({ state }) => state === "rejected").length;

describe("a quote that risk denies", () => {
  const small: RiskConfig = { ...UNITS, order: { orderNotional: "1000USDT" } };

  it("is asked for again after longer and longer waits, up to rejectPause, and not at every look", () => {
    const rig = play({ levels: "1" }, small, 60_000);
    expect(rejected(rig)).toBeGreaterThan(20);
    // Two sides, a try each 5 s, and the first ones.
    expect(rejected(rig)).toBeLessThan(2 * (12 + 8));
  });

  it("is the reason that is given, once, and the venue is not blamed for it", () => {
    const rig = play({ levels: "1" }, small, 60_000);
    const { text, event } = explainMaker(rig.maker);
    const { reason, levels } = event as unknown as MakerEvent;
    expect(reason).toMatch(/^the risk limits deny it.*: R201 order notional 5,997 USDT above/);
    expect(levels.map(({ decision, because }) => [decision, because])).toEqual([
      ["wait", expect.stringMatching(/R201 order notional 5,/)],
      ["wait", expect.stringMatching(/R201 order notional 6,/)],
    ]);
    expect(text).not.toContain("venue refuses");
    expect(rig.noted.filter((line) => line.startsWith("not quoting"))).toHaveLength(1);
  });

  it("holds back no other level: the inner one, which passes, stays where it is", () => {
    const risk: RiskConfig = { ...UNITS, order: { priceCollar: "6bps" } };
    const rig = play({ levels: "2" }, risk, 20_000);
    expect(rig.open().map(({ id, side, request }) => [id, side, request])).toEqual([
      [1, "buy", "none"],
      [2, "sell", "none"],
    ]);
  });

  it("takes nothing from the message budget, since nothing is sent", () => {
    const rig = play({ levels: "1", messageRate: "1" }, small, 1000);
    expect(rig.maker.keeper.decisions.budgetLeft).toBe(30);
  });

  it("is quoted again when risk allows it", () => {
    const risk: RiskConfig = { ...UNITS, strategy: { orderRate: "1/1s" } };
    const rig = play({ levels: "1" }, risk, 3000);
    expect(rig.open().map(({ side }) => side)).toEqual(["buy", "sell"]);
  });
});

describe("a cancel that risk denies", () => {
  it("is asked for again a little later, with the denial as the reason", () => {
    const risk: RiskConfig = { ...UNITS, strategy: { cancelRate: "1/10s" } };
    const rig = play({ levels: "3" }, risk, 200);
    rig.level("buy", 600_000, 0).level("sell", 600_001, 0).quiet(598_000, 598_001);
    for (let i = 0; i < 50; i++) rig.pass(100 * MS);
    expect(rig.nowNs).toBeGreaterThan(5 * SECOND);
    expect(rig.venue.canceled).toHaveLength(1);
    const denials = rig.kernel.risk!.denials.get("R402") ?? 0;
    expect(denials).toBeGreaterThan(5);
    expect(denials).toBeLessThan(20);
    const { levels } = explainMaker(rig.maker).event as unknown as MakerEvent;
    const said = levels.map(({ because, waitsFor }) => `${because} ${waitsFor}`);
    expect(said.join("\n")).toContain("R402 cancel rate");
  });
});

describe("a slice that risk denies", () => {
  it("is tried again only when the next one is due, and says what risk said", () => {
    const risk: RiskConfig = { ...UNITS, order: { priceCollar: "1bps" } };
    const slices = { rebalance: "slice", joinAt: "10%", chaseAt: "10%", sliceAt: "10%" };
    const rig = new MakerRig({ ...slices, levels: "1", rebalanceEvery: "1s" }, { risk }).quiet();
    rig.hold(500);
    for (let i = 0; i < 30; i++) rig.pass(100 * MS);
    const tried = rig.kernel.desk.all.filter(
      ({ timeInForce, state }) => timeInForce === "ioc" && state === "rejected",
    );
    expect(tried).toHaveLength(3);
    const { rebalancing } = explainMaker(rig.maker).event as unknown as MakerEvent;
    expect(rebalancing).toMatchObject({
      step: "slice",
      waitsFor: expect.stringMatching(/^R301 away from the middle/),
    });
  });
});

describe("the explanation of a market maker that hedges", () => {
  it("tells of the hedge too, since the profit is of the quoted instrument alone", () => {
    const rig = new MakerRig({ hedge: SPOT.id }).quiet().hold(100).hold(-1000, 600_000, SPOT);
    rig
      .quiet(599_990, 599_991)
      .level("sell", 600_001, 0, SPOT)
      .pass(100 * MS);
    const { text } = explainMaker(rig.maker);
    expect(text).toMatch(/ {2}hedge test:spot:BTCUSDT: -0\.1000 BTC, profit -\d.* USDT beside it/);
  });
});
