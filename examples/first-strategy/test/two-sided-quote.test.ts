import { fileURLToPath } from "node:url";
import { backtest, loadStrategyFile } from "@mexoms/sim";
import type { BacktestResult } from "@mexoms/sim";
import { describe, expect, it } from "vitest";

const root = new URL("../../../../", import.meta.url);
const file = (name: string): string => fileURLToPath(new URL(name, root));

async function run(params: Record<string, string>): Promise<BacktestResult> {
  const { definition, codeDigest } = await loadStrategyFile(
    file("examples/first-strategy/two-sided-quote.ts"),
  );
  return await backtest({
    strategy: definition,
    codeDigest,
    params,
    tapes: [file("data/tapes/synthetic-swap-BTCUSDT.tape")],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
  });
}

describe("the first strategy on the bundled tape", () => {
  it("is filled on both sides as maker only, and explains each fill", async () => {
    const { fills, explained, summary } = await run({});
    expect(new Set(fills.map((fill) => fill.side))).toEqual(new Set(["buy", "sell"]));
    expect(fills.every((fill) => fill.liquidity === "maker")).toBe(true);
    // The fill that arrives with the very last event is told at the stop.
    expect(explained.filter(({ topic }) => topic === "fill")).toHaveLength(fills.length);
    expect(summary[0]?.fills).toBe(fills.length);
  });

  it("is filled less often the further away its quotes stand", async () => {
    const near = await run({ halfSpread: "1bps" });
    const far = await run({ halfSpread: "4bps" });
    expect(far.fills.length).toBeGreaterThan(0);
    expect(far.fills.length).toBeLessThan(near.fills.length / 2);
  });

  it("refuses a half spread without a unit, and says what to write", async () => {
    await expect(run({ halfSpread: "2" })).rejects.toThrow(/halfSpread: "2" needs a unit.*5bps/);
  });
});
