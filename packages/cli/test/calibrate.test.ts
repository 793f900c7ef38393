import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Desk, printed, refusal, ROOT } from "./command.ts";

const SPOT = `${ROOT}/data/tapes/synthetic-spot-BTCUSDT.tape`;
const ARGS = ["--tape", SPOT, "--orders", "run/orders.csv", "--fills", "run/fills.csv"];

/** A desk with the run folder of a market maker that leaves its quotes in their queues. */
async function deskWithRun(): Promise<Desk> {
  const desk = new Desk();
  const set = ["spread=1bps", "levels=5", "levelStep=1ticks", "requoteTolerance=20ticks"];
  const models = ["--queue", "power3:3", "--out", "run", "--no-report"];
  printed(await desk.call("backtest", "market-maker", "--tape", SPOT, "--set", ...set, ...models));
  return desk;
}

describe("mexoms calibrate", () => {
  it("tells what it looked at, how models fit and a verdict, in 80 columns", async () => {
    const desk = await deskWithRun();
    const text = printed(await desk.call("calibrate", ...ARGS));
    expect(text).toMatch(/^synthetic:spot:BTCUSDT, bootstrap of 1000, seed 0$/m);
    expect(text).toMatch(/^orders +\d+$/m);
    expect(text).toMatch(/^followed +\d+ +stays in a queue$/m);
    expect(text).toMatch(/^first part \(fit\) +\d+ /m);
    expect(text).toMatch(/^queue +log lik\. +Brier +explained +reached +behind best/m);
    for (const family of ["risk", "log", "log2", "power:", "power2:", "power3:"]) {
      expect(text).toContain(`\n${family}`);
    }
    const lines = text.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(/^(Best|The data|Too few|Nothing)/);
    expect(lines.slice(0, -1).filter((line) => line.length > 80)).toEqual([]);
  });

  it("prints and writes the same JSON, twice the same, with all models", async () => {
    const desk = await deskWithRun();
    const text = printed(await desk.call("calibrate", ...ARGS, "--json", "--out", "queue.json"));
    expect(readFileSync(desk.path("queue.json"), "utf8")).toBe(text);
    const document = JSON.parse(text) as { models: { queue: string; agreed: number }[] };
    expect(document).toMatchObject({
      kind: "mexoms-queue-calibration",
      instrument: "synthetic:spot:BTCUSDT",
      fitShare: 0.5,
      resamples: 1000,
      seed: 0,
    });
    expect(document.models).toHaveLength(49);
    expect(printed(await desk.call("calibrate", ...ARGS, "--json"))).toBe(text);
    expect(desk.names()).toEqual(["queue.json", "run"]);
  });

  it("refuses bad settings and files by the flag, or the file and line", async () => {
    const desk = new Desk();
    desk.file("o.csv", "orderId,side,price,qty,acceptedNs,closedNs\n1,up,5,1,,\n");
    desk.file("f.csv", "orderId,exchNs,price,qty,maker\n");
    const files = ["--tape", SPOT, "--orders", "o.csv", "--fills", "f.csv"];
    const said = async (...more: string[]): Promise<string> =>
      refusal(await desk.call("calibrate", ...files, ...more));
    expect(await said()).toBe('error: o.csv:2: side: "up" is not buy or sell');
    expect(await said("--fit-share", "2")).toMatch(/--fit-share: "2" is not above 0 and below 1/);
    expect(await said("--resamples", "5")).toMatch(
      /--resamples: "5" is not a whole number from 100/,
    );
    const swap = `${ROOT}/data/tapes/synthetic-swap-BTCUSDT.tape`;
    desk.file("o.csv", "orderId,side,price,qty,acceptedNs,closedNs\n");
    expect(refusal(await desk.call("calibrate", ...files, "--tape", SPOT, swap))).toMatch(
      /--tape: tapes of .* calibrate one instrument at a time/,
    );
    expect(desk.names()).toEqual(["f.csv", "o.csv"]);
  });
});
