import { ARBITRAGE_TOPIC, DEAL_TOPIC, type DealRecord } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { quote, SECOND, type Story, story } from "./sheet-of.ts";

const ROWS = [...quote(0, 999, 1001), ...quote(10 * SECOND, 999, 1001)];

function deal(id: number, filled: readonly number[], more: Partial<DealRecord> = {}): DealRecord {
  return {
    id,
    name: "spot-swap",
    kind: "cross",
    foundNs: 5,
    endedNs: 9,
    currency: "USDT",
    expectedNet: "0.30",
    expectedBps: 3,
    realisedNet: "0.10",
    value: "1000",
    residualCost: "0",
    end: "matched",
    legs: filled.map((filledLots, i) => ({
      instrument: `venue:market:${i}`,
      side: i === 0 ? "buy" : "sell",
      wantedLots: 10,
      filledLots,
    })),
    path: ["found", "sent"],
    ...more,
  };
}

function explaining(all: readonly (readonly [topic: string, detail: unknown])[]): Story {
  return story(ROWS, [
    [SECOND, (ctx) => all.forEach(([topic, detail]) => ctx.explain(topic, detail))],
  ]);
}

describe("the arbitrage of a run", () => {
  it("is told from what its strategy explained", () => {
    const gated = { stale: 7, cooldown: 2 };
    const edgeLife = { p50Ns: 1000, p90Ns: 5000 };
    const { sheet } = explaining([
      [DEAL_TOPIC, deal(1, [10, 10])],
      [DEAL_TOPIC, deal(2, [4, 0], { realisedNet: "-0.45", residualCost: "0.5", end: "flat" })],
      [DEAL_TOPIC, deal(3, [0, 0], { realisedNet: "0", end: "missed" })],
      [
        DEAL_TOPIC,
        deal(4, [10, 3], {
          currency: "BTC",
          value: "0",
          end: "held",
          path: ["sent", "unbalanced", "held"],
        }),
      ],
      // Filled in the end, but not by what was sent first.
      [DEAL_TOPIC, deal(5, [10, 10], { currency: "EUR", path: ["unbalanced", "rehedge"] })],
      // A deal that stood and is over now: the last word counts.
      [DEAL_TOPIC, deal(1, [10, 10], { realisedNet: "0.20" })],
      [ARBITRAGE_TOPIC, { detected: 12, taken: 5, gated, edgeLife }],
    ]);
    expect(sheet.notes).toEqual([]);
    const { byCurrency, ...counts } = sheet.arbitrage!;
    expect(counts).toEqual({
      detected: 12,
      taken: 5,
      deals: 5,
      nearest: [],
      gated,
      edgeLife,
      bothFilled: 1,
      oneLegged: 3,
      missed: 1,
      drift: [{ instrument: "test:swap:BTCUSDT", qty: "0" }],
    });
    const [usdt, btc] = byCurrency;
    expect(usdt!.expected.toString()).toBe("0.9");
    expect(usdt!.realised.toString()).toBe("-0.25");
    expect(usdt!.residualCost.toString()).toBe("0.5");
    // The run itself has traded nothing.
    expect(usdt!.openMarks.toString()).toBe("0.25");
    expect(usdt!.expectedBps).toBeCloseTo(3, 12);
    expect(usdt!.realisedBps).toBeCloseTo(-0.25 / 0.3, 12);
    expect(btc).toMatchObject({ currency: "BTC", expectedBps: undefined });
  });

  it("leaves out with a note what another strategy explains under its topics", () => {
    const { sheet } = explaining([
      [DEAL_TOPIC, "a good deal"],
      [DEAL_TOPIC, "{"],
      [DEAL_TOPIC, [1, 2]],
      [DEAL_TOPIC, { ...deal(1, [1, 1]), realisedNet: "lots" }],
      [DEAL_TOPIC, { ...deal(1, [1, 1]), legs: [{ side: "buy" }] }],
      [DEAL_TOPIC, { ...deal(1, [1, 1]), end: "unknown" }],
      [ARBITRAGE_TOPIC, { detected: "many" }],
    ]);
    expect(sheet.arbitrage).toBeUndefined();
    expect(sheet.notes).toEqual([
      `3 explained under "${DEAL_TOPIC}" is no JSON object: left out.`,
      `1 explained under "${DEAL_TOPIC}" has no realisedNet: left out.`,
      `1 explained under "${DEAL_TOPIC}" has no legs: left out.`,
      `1 explained under "${DEAL_TOPIC}" has no end: left out.`,
      `1 explained under "${ARBITRAGE_TOPIC}" has no detected: left out.`,
    ]);
  });

  it("counts deals where no summary was explained", () => {
    const { sheet } = explaining([[DEAL_TOPIC, deal(1, [10, 10])]]);
    expect(sheet.arbitrage).toMatchObject({ detected: 1, taken: 1, gated: {}, bothFilled: 1 });
    expect(sheet.arbitrage!.edgeLife).toBeUndefined();
  });
});
