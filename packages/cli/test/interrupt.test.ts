import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Desk, outcomeOf, SWAP } from "./command.ts";
import { strategyText } from "./strategy-text.ts";

/** Waits until a folder holds something whose name the test accepts. */
async function appears(desk: Desk, folder: string, accept: RegExp): Promise<void> {
  for (let i = 0; i < 20_000; i++) {
    if (desk.names(folder).some((name) => accept.test(name))) return;
    await sleep(1);
  }
  throw new Error(`nothing like ${accept.source} came into ${folder}`);
}

describe("Ctrl-C", () => {
  it("ends a run at once, even one that hangs, and leaves nothing", async () => {
    const desk = new Desk();
    desk.file("hangs.ts", strategyText("for (;;);"));
    const child = desk.start("backtest", "hangs.ts", "--tape", SWAP);
    const outcome = outcomeOf(child);
    await sleep(2000);
    child.kill("SIGINT");
    expect((await outcome).stdout).toBe("");
    expect(child.signalCode).toBe("SIGINT");
    expect(desk.names()).toEqual(["hangs.ts"]);
  });

  it("while a run folder is written leaves it whole or not at all, and nothing temporary", async () => {
    const desk = new Desk();
    const body = "return { book() { for (let i = 0; i < 10; i++) ctx.explain('i', i); } };";
    desk.file("talks.ts", strategyText(body));
    const child = desk.start("backtest", "talks.ts", "--tape", SWAP);
    const outcome = outcomeOf(child);
    await appears(desk, "out", /^\.mine\..*\.partial$/);
    child.kill("SIGINT");
    expect((await outcome).code).toBe(0);
    expect(desk.names("out")).toEqual(["mine"]);
    expect(desk.names("out/mine")).toContain("run.json");
  });

  it("during an import leaves no tape, no temporary file and no folder", async () => {
    const desk = new Desk();
    const rows = ["exch_ns,local_ns,kind,side,price,qty"];
    for (let i = 0; i < 400_000; i++) {
      const ns = `1723161600${String(i).padStart(9, "0")}`;
      rows.push(`${ns},${ns},trade,buy,61800.${i % 10},0.010`);
    }
    desk.file("long.csv", `${rows.join("\n")}\n`);
    const source = "binance:usdm:BTCUSDT=long.csv";
    const child = desk.start("import", "mexoms-csv", "--instrument", source, "--out", "tapes");
    const outcome = outcomeOf(child);
    await appears(desk, "tapes", /partial|spool|\./);
    child.kill("SIGINT");
    expect(await outcome).toEqual({
      code: 130,
      stdout: "",
      stderr: "interrupted: nothing was written\n",
    });
    expect(desk.names()).toEqual(["long.csv"]);
  });
});
