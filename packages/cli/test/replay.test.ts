import { describe, expect, it } from "vitest";
import { Desk, printed, refusal, SWAP } from "./command.ts";
import { BUYER, smallSession } from "./small-session.ts";

describe("mexoms replay", () => {
  it("finds the strategy of a session, and that it asks for the same again", async () => {
    const desk = new Desk();
    await smallSession(desk, desk.path("out/journal"));
    const text = printed(await desk.run("replay", "out"));
    expect(text).toMatch(/^1 +buyer +40 +38 +0 +19 +stopped$/m);
    expect(text).toMatch(/^parity: 19 requests, the same byte for byte$/m);
    expect(printed(await desk.call("replay", "out/journal"))).toBe(text);
    const json = JSON.parse(printed(await desk.call("replay", "out", "--json"))) as unknown;
    expect(json).toMatchObject({ kind: "mexoms-replay", sessions: [{ requests: 19 }] });
  });

  it("shows the first request of another strategy that differs, and exits with 1", async () => {
    const desk = new Desk();
    await smallSession(desk, desk.path("journal"));
    desk.file("other.ts", BUYER.replace("bid - 3", "bid - (ctx.nowNs > 1e9 ? 4 : 3)"));
    const { code, stdout, stderr } = await desk.call("replay", ".", "--strategy", "other.ts");
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("DIFFERENT. The first request that is not the same:");
    expect(stdout).toMatch(/^recorded +buy 0\.100 at 250004\.0, order 11 of$/m);
    expect(stdout).toMatch(/^replayed +buy 0\.100 at 250003\.5, order 11 of$/m);
    expect(stdout).toMatch(/^cause +the strategy's code is not the one that ran/m);
    expect(stdout).toMatch(/^input +\d+ at 1\.1s: timer$/m);
    expect(stdout).toMatch(/^synthetic:swap:BTCUSDT +250005\.5 \/ 250050\.0, has 0\.000 BTC$/m);
  });

  it("compares the fills of a paper session with those of a backtest", async () => {
    const desk = new Desk();
    await smallSession(desk, desk.path("journal"));
    const text = printed(await desk.call("replay", ".", "--backtest", "--tape", SWAP));
    expect(text).toMatch(/^the same: 0 fills of the paper session and of the backtest$/m);
  });

  it("says in a line what is wrong with what it was given", async () => {
    const desk = new Desk();
    expect(refusal(await desk.call("replay", "nowhere"))).toContain("nowhere");
    await smallSession(desk, desk.path("journal"));
    expect(refusal(await desk.call("replay", ".", "--backtest"))).toMatch(/--tape: give the tapes/);
    expect(refusal(await desk.call("replay", ".", "--tape", SWAP))).toMatch(/only for --backtest/);
    expect(refusal(await desk.call("replay", ".", "--strategy", "no.ts"))).toMatch(/no\.ts/);
  });
});
