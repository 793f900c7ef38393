import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Desk, printed, refusal, SWAP } from "./command.ts";

const SWEEP = ["sweep", "market-maker", "--tape", SWAP, "--grid", "spread=6bps,8bps"] as const;
const LOG = "mexoms-research.jsonl";

/** A project with a sweep of two trials in out/sweep-market-maker. */
async function desk(...flags: readonly string[]): Promise<Desk> {
  const made = new Desk();
  made.file("package.json", "{}");
  const less = ["--no-nearby", "--no-assumptions", "--workers", "1"];
  printed(await made.call(...SWEEP, ...less, ...flags));
  return made;
}

const lines = (made: Desk): Record<string, unknown>[] =>
  readFileSync(made.path(LOG), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("mexoms holdout", { timeout: 300_000 }, () => {
  it("tells what it would do, opens it when asked, and never again", async () => {
    const made = await desk();
    const told = printed(await made.call("holdout", "out/sweep-market-maker"));
    expect(told).toMatch(/^best trial +\d: spread=\dbps$/m);
    expect(told).toMatch(/^held out +2024-01-01T00:06:23Z to 2024-01-01T00:07:59Z$/m);
    expect(told).toContain("Give --open to do it.");
    expect(lines(made).map(({ kind }) => kind)).toEqual(["sweep"]);

    const open = ["holdout", "out/sweep-market-maker", "--tape", SWAP, "--open"] as const;
    const opened = printed(await made.run(...open));
    expect(opened).toMatch(
      /^Trial \d \(spread=\dbps\) on the hold-out: -?[\d.]+ USDT in \d+ bars$/m,
    );
    expect(opened).toMatch(/^profit of a bar +-?[\d.]+ +-?[\d.]+$/m);
    const [, logged] = lines(made);
    const file = JSON.parse(
      readFileSync(made.path("out/sweep-market-maker/holdout.json"), "utf8"),
    ) as {
      line: object;
    };
    expect(file.line).toEqual(logged);

    const again = refusal(await made.call(...open));
    expect(again).toMatch(/opened on 20\d\d-.* by .*@.*: spread=\dbps earned -?[\d.]+ USDT/);
    expect(refusal(await made.call("holdout", "out/sweep-market-maker"))).toBe(again);
    expect(lines(made)).toHaveLength(2);
  });

  it("tells the damaged lines of the log and goes on", async () => {
    const made = await desk();
    writeFileSync(made.path(LOG), `{"kind":"swe\n${readFileSync(made.path(LOG), "utf8")}`);
    const { code, stderr } = await made.call("holdout", "out/sweep-market-maker");
    expect(code).toBe(0);
    expect(stderr).toMatch(/mexoms-research\.jsonl: line 1 cannot be read/);
  });

  it("refuses a sweep without a hold-out, a folder that is none, and to open without tapes", async () => {
    const made = await desk("--holdout", "none");
    const none = refusal(await made.call("holdout", "out/sweep-market-maker"));
    expect(none).toContain("nothing is held out");
    expect(refusal(await made.call("holdout", "nowhere"))).toContain("give the folder of a sweep");
    const other = await desk();
    const untaped = await other.call("holdout", "out/sweep-market-maker", "--open");
    expect(refusal(untaped)).toContain("--tape");
  });
});
