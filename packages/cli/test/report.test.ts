import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../src/run-command.ts";
import { Desk, printed, refusal, SWAP } from "./command.ts";
import { inProcess } from "./in-process.ts";

const SWEEP = "out/sweep-market-maker";

describe("mexoms report", () => {
  let desk: Desk;
  const swept = mkdtempSync(path.join(tmpdir(), "mexoms-cli-"));
  afterAll(() => rmSync(swept, { recursive: true }));

  beforeAll(async () => {
    const grid = ["--grid", "spread=6bps:10bps:2bps", "levels=1,2"];
    const args = ["sweep", "market-maker", "--tape", SWAP, ...grid, "--workers", "1"];
    printed(await inProcess(swept, async () => await runCommand(args)));
  });
  beforeEach(() => {
    desk = new Desk();
    cpSync(swept, desk.folder, { recursive: true });
  });

  it("writes the page, and for the best trials the very runs that the sweep had, with tear sheets", async () => {
    const text = printed(await desk.call("report", SWEEP, "--tape", SWAP, "--best", "2"));
    expect(text).toMatch(/^report out\/sweep-market-maker\/report\.html$/m);
    const [best] = /trial (\d+), the best of 6/.exec(text)!.slice(1);
    const numbers = desk.names(path.join(SWEEP, "best"));
    expect(numbers).toHaveLength(2);
    expect(numbers).toContain(best);
    const csv = readFileSync(desk.path(`${SWEEP}/trials.csv`), "utf8");
    for (const number of numbers) {
      const folder = path.join(SWEEP, "best", number);
      expect(desk.names(folder)).toContain("tearsheet.json");
      const run = JSON.parse(readFileSync(desk.path(`${folder}/run.json`), "utf8")) as {
        outputsDigest: string;
      };
      const line = csv.split("\n").find((one) => one.startsWith(`${number},`))!;
      expect(line).toContain(run.outputsDigest);
    }
    const page = readFileSync(desk.path(`${SWEEP}/report.html`), "utf8");
    for (const number of numbers) expect(page).toContain(`best/${number}/report.html`);
    // They are there now: another report links to them without the tapes.
    expect(printed(await desk.call("report", SWEEP, "--best", "2"))).not.toContain("note");
    expect(readFileSync(desk.path(`${SWEEP}/report.html`), "utf8")).toContain(`best/${best}/`);
  }, 300_000);

  it("says why there are no tear sheets, and links to nothing then", async () => {
    const text = printed(await desk.call("report", SWEEP));
    expect(text).toMatch(
      /note {3}No tear sheets of trials [\d, ]+: give the sweep's tapes with --tape/,
    );
    expect(desk.names(`${SWEEP}/best`)).toEqual([]);
    const other = printed(
      await desk.call("report", SWEEP, "--strategy", "book-watcher", "--tape", SWAP),
    );
    expect(other).toMatch(/the strategy's code is not that of the sweep/);
  }, 300_000);

  it("links from a page elsewhere to the tear sheets in the sweep's folder", async () => {
    const flags = ["--tape", SWAP, "--best", "1", "--out", "pages/mine.html"];
    expect(printed(await desk.call("report", SWEEP, ...flags))).toContain("pages/mine.html");
    const [number] = desk.names(`${SWEEP}/best`);
    const page = readFileSync(desk.path("pages/mine.html"), "utf8");
    expect(page).toContain(`../out/sweep-market-maker/best/${number}/report.html`);
  }, 300_000);

  it("shows a sweep that was stopped, as far as it came", async () => {
    for (const name of ["trials.csv", "trials.jsonl", "trials.columns"]) {
      rmSync(desk.path(`${SWEEP}/${name}`));
    }
    printed(await desk.call("report", SWEEP));
    const page = readFileSync(desk.path(`${SWEEP}/report.html`), "utf8");
    expect(page).toContain("it was interrupted");
  }, 300_000);

  it("refuses a folder that holds no sweep, and flags that make no sense", async () => {
    expect(refusal(await desk.call("report", "nowhere"))).toMatch(/nowhere.*sweep/);
    expect(refusal(await desk.call("report", SWEEP, "--best", "-1"))).toContain("--best");
    expect(refusal(await desk.call("report", SWEEP, "--score", "luck"))).toContain("--score");
  }, 300_000);
});
