import { describe, expect, it } from "vitest";
import { Desk, printed, SWAP } from "./command.ts";

const PAPER = ["run", "market-maker", "--paper", "--tape", SWAP, "--nats", "none"] as const;

describe("a paper session of the market maker, through shared memory and a journal", () => {
  it("replays byte for byte, and a backtest with its latencies gives its fills", async () => {
    const desk = new Desk();
    const live = await desk.run(...PAPER, "--speed", "100x", "--out", "paper");
    expect(live.code, live.stderr).toBe(0);
    const parity = printed(await desk.run("replay", "paper", "--json"));
    const { sessions, difference } = JSON.parse(parity) as {
      sessions: { requests: number; end: string }[];
      difference?: unknown;
    };
    expect(difference).toBeUndefined();
    expect(sessions).toHaveLength(1);
    expect(sessions[0]!.end).toBe("stopped");
    expect(sessions[0]!.requests).toBeGreaterThan(500);
    const backtest = printed(
      await desk.run("replay", "paper", "--backtest", "--tape", SWAP, "--json"),
    );
    const run = JSON.parse(backtest) as Record<string, number>;
    expect(run["difference"]).toBeUndefined();
    expect(run["strange"]).toBeUndefined();
    expect(run["equalFills"]).toBe(run["fills"]);
    expect(run["fills"]).toBeGreaterThan(0);
  });
});
