import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Desk, printed, refusal, SWAP } from "./command.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

const RUN = ["backtest", "market-maker", "--tape", SWAP, "--no-report"] as const;

describe("mexoms backtest --risk", () => {
  it("prints the limits among the inputs, denials by code, and keeps both in run.json", async () => {
    const desk = new Desk();
    // Asks for no headroom, as the market maker does, and so runs into the cap.
    desk.file("mine.ts", strategyText(QUOTES));
    const asked = ["backtest", "mine.ts", "--tape", SWAP, "--set", "size=0.1BTC", "--no-report"];
    const text = printed(await desk.call(...asked, "--risk", "default"));
    expect(text).toMatch(/^risk +strategy: position 10000USD, dailyLoss 1000USD/m);
    expect(text).toMatch(/^risk denied [1-9][\d,]* by R203 worst-case exposure$/m);
    expect(text).toMatch(/^risk limits account main, which is no part of this run$/m);
    const run = JSON.parse(readFileSync(desk.path("out/mine/run.json"), "utf8")) as {
      inputs: { risk?: { currency: string } };
      risk?: { denials: Record<string, number>; unused: string[] };
    };
    expect(run.inputs.risk?.currency).toBe("USD");
    expect(run.risk?.denials["R203"]).toBeGreaterThan(0);
    expect(run.risk?.unused).toContain("account main");
  });

  it("none is as without it, and a file that is not there is named", async () => {
    const desk = new Desk();
    expect(printed(await desk.call(...RUN, "--risk", "none"))).not.toMatch(/^risk/m);
    expect(refusal(await desk.call(...RUN, "--risk", "mine.json"))).toContain(
      "mine.json: cannot be read",
    );
  });
});
