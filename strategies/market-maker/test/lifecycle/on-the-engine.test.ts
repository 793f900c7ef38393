import { fileURLToPath } from "node:url";
import { backtest, type BacktestResult, type FaultSpec, openTape } from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import { ladderStrategy, type Seen } from "./ladder-strategy.ts";

const TAPE = openTape(
  fileURLToPath(new URL("../../../../../data/tapes/synthetic-swap-BTCUSDT.tape", import.meta.url)),
  { verify: true },
);
/** Close quotes, and no limit on messages that the other way of keeping would not have. */
const BUSY = {
  spread: "1bps",
  levelStep: "0.5bps",
  size: "0.05BTC",
  messageRate: "10000",
  messageBurst: "10000",
};

interface Outcome {
  readonly result: BacktestResult;
  readonly seen: Seen;
}

async function run(
  keep: "keeper" | "replace-all",
  params: Record<string, string> = {},
  faults: readonly FaultSpec[] = [],
): Promise<Outcome> {
  const seen: Seen = {
    keeper: undefined,
    messages: 0,
    short: 0,
    decided: new Map(),
    overCapLots: Number.NEGATIVE_INFINITY,
  };
  const result = await backtest({
    strategy: ladderStrategy(keep, seen),
    params: { ...BUSY, ...params },
    tapes: [TAPE],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
    faults,
  });
  return { result, seen };
}

/** How long the orders that were filled had stood in their queue, in seconds: the middle one. */
function middleAge({ result }: Outcome): number {
  const since = new Map(result.orders.map((order) => [order.orderId, order.submittedNs]));
  const ages = result.fills.map((fill) => Number(fill.exchNs - since.get(fill.orderId)!) / 1e9);
  return ages.toSorted((a, b) => a - b)[ages.length >> 1] ?? 0;
}

describe("with the same plan on the same tape", () => {
  it("the keeper has the fills of one that replaces all, as maker, for a quarter of its messages", async () => {
    const kept = await run("keeper", { tightenAfter: "0ms" });
    const dwelling = await run("keeper");
    const replaced = await run("replace-all");
    for (const [name, each] of Object.entries({ kept, dwelling, replaced })) {
      const { fills, makerFills } = each.result.summary[0]!;
      const age = middleAge(each).toFixed(3);
      console.log(
        `${name}: ${each.seen.messages} messages, ${fills} fills, ${makerFills} as maker; those filled had stood ${age} s`,
      );
      expect(makerFills).toBe(fills);
    }
    const all = replaced.result.summary[0]!.fills;
    expect(kept.result.summary[0]!.fills).toBeGreaterThan(all * 0.95);
    expect(kept.seen.messages).toBeLessThan(replaced.seen.messages / 4);
    // The dwell time saves messages and costs fills.
    expect(dwelling.seen.messages).toBeLessThan(kept.seen.messages * 0.75);
    expect(dwelling.result.summary[0]!.fills).toBeGreaterThan(all * 0.6);
    for (const each of [kept, dwelling]) {
      expect(middleAge(each)).toBeGreaterThan(2 * middleAge(replaced));
    }
  });

  it("the position stays under its limit, as does the worst case at each look", async () => {
    for (const params of [
      { maxInventory: "0.1BTC" },
      { maxInventory: "0.2BTC", amend: "keeps-place", refresh: "20ms" },
      { maxInventory: "0.15BTC", amend: "loses-place", hangingOrders: "true", skew: "0bps" },
    ]) {
      const { result, seen } = await run("keeper", params);
      const { maxPositionQty, fills } = result.summary[0]!;
      expect(fills).toBeGreaterThan(10);
      expect(Number(maxPositionQty)).toBeLessThanOrEqual(Number.parseFloat(params.maxInventory));
      expect(seen.overCapLots).toBeLessThanOrEqual(0);
    }
  });

  it("the position stays under its limit on a bad day, and nothing stays unknown", async () => {
    const venue = "synthetic";
    const bad: readonly FaultSpec[] = [
      {
        kind: "outage",
        venue,
        at: "30s",
        for: "10s",
        requests: "lose",
        recovery: "5s",
        feed: "on",
      },
      { kind: "reject-burst", venue, at: "60s", for: "10s", share: "50%" },
      { kind: "lost-answer", venue, share: "1%", recovery: "2s" },
      { kind: "late-event", venue, share: "5%", by: "50ms" },
      { kind: "duplicate-event", venue, share: "5%", by: "10ms" },
    ];
    for (const amend of ["keeps-place", "loses-place"]) {
      const params = { maxInventory: "0.15BTC", skew: "0bps", lateFills: "3s", amend };
      const { result, seen } = await run("keeper", params, bad);
      const { maxPositionQty, fills } = result.summary[0]!;
      expect(fills).toBeGreaterThan(100);
      expect(Number(maxPositionQty)).toBe(0.15);
      expect(seen.overCapLots).toBeLessThanOrEqual(0);
      const { buy, sell } = seen.keeper!.decisions;
      expect([buy.zombies, sell.zombies]).toEqual([0, 0]);
    }
  });

  it("never more messages go out than the budget earns", async () => {
    const { result, seen } = await run("keeper", {
      messageRate: "2",
      messageBurst: "10",
      cancelReserve: "3",
    });
    const lengthNs = result.samples.timeNs.at(-1)!;
    expect(seen.messages).toBeLessThanOrEqual(10 + (2 * lengthNs) / 1e9 + 1);
    expect(seen.short).toBeGreaterThan(0);
  });

  it("a run says the same when it is repeated", async () => {
    expect((await run("keeper")).result.digest).toBe((await run("keeper")).result.digest);
  });
});
