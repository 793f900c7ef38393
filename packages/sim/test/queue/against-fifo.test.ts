import { describe, expect, it } from "vitest";
import { sampleOrderMarket, tapeFromRows } from "@mexoms/sim/engine";
import { probeFigures } from "./probes.ts";

const MODELS = ["risk", "log", "log2", "power:2", "power2:2", "power3:3"] as const;

describe("the estimating queue models, on a market whose true queue is known", () => {
  const market = sampleOrderMarket(1, 8);
  const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
  const [truth, ...figures] = probeFigures(tapeFromRows({ ...market, source }), [
    "fifo",
    ...MODELS,
  ]);

  it("have a truth that is decided by the queue", () => {
    expect(truth!.probes).toBeGreaterThan(1900);
    expect(truth!.byQueue / truth!.filled).toBeGreaterThan(0.5);
    expect(truth!.filled / truth!.probes).toBeLessThan(0.8);
  });

  it("risk fills no order that the true queue does not fill", () => {
    expect(figures[0]!.queue).toBe("risk");
    expect(figures[0]!.filledBeyondTruth).toBe(0);
    expect(figures[0]!.filled).toBeLessThan(truth!.filled);
  });

  it.each(MODELS)(
    "%s agrees on 19 of 20 orders and is within 5 % of fills and of their time",
    (name) => {
      const { agree, probes, filled, meanFillNs } = figures.find(({ queue }) => queue === name)!;
      expect(agree / probes).toBeGreaterThan(0.95);
      expect(Math.abs(filled / truth!.filled - 1)).toBeLessThan(0.055);
      expect(Math.abs(meanFillNs / truth!.meanFillNs - 1)).toBeLessThan(0.05);
    },
  );

  it("power3:3 comes nearest", () => {
    const most = Math.max(...figures.map(({ agree }) => agree));
    expect(figures.find(({ queue }) => queue === "power3:3")!.agree).toBe(most);
  });
});
