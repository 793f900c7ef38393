import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { cutTape, openTape, writeTape } from "@mexoms/sim";
import { Desk, outcomeOf, printed, refusal, SWAP } from "./command.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

const SECOND_NS = 1_000_000_000n;
const TABLES = ["sweep.json", "trials.csv", "trials.jsonl", "trials.columns"];

/** A folder of its own project with a strategy and the first seconds of the sample tape. */
function sweepDesk(seconds = 20): Desk {
  const desk = new Desk();
  desk.file("package.json", "{}");
  desk.file("mine.ts", strategyText(QUOTES));
  const tape = openTape(SWAP, { verify: false });
  const startNs = tape.epochNs + BigInt(tape.index.firstLocalNs[0]!);
  writeTape(desk.path("small.tape"), cutTape(tape, startNs + BigInt(seconds) * SECOND_NS));
  return desk;
}

const SWEEP = ["sweep", "mine.ts", "--tape", "small.tape", "--workers", "2"];
const GRID = ["--grid", "halfSpread=0.5bps:4bps:0.5bps"];

function digests(desk: Desk, dir: string): string[] {
  return TABLES.map((name) =>
    createHash("sha256")
      .update(readFileSync(desk.path(`${dir}/${name}`)))
      .digest("hex"),
  );
}

describe("mexoms sweep", () => {
  it("prints the best trials, what to doubt and where everything is", async () => {
    const desk = sweepDesk();
    const text = printed(await desk.run(...SWEEP, ...GRID));
    expect(text).toMatch(
      /^mine, grid: \d+ trials \(8 search, \d+ nearby, 21 assumptions\), last 20 %/,
    );
    expect(text).toMatch(/trial +halfSpread +pnl +drawdown +sharpe +fills/);
    expect(text).toContain("Before you believe it:\n- ");
    expect(text).toMatch(
      /\nsweep {2}out\/sweep-mine\nnext {3}mexoms report out\/sweep-mine --strategy mine.ts --tape small.tape\n$/,
    );
    expect(desk.names("out/sweep-mine")).toEqual([...TABLES, "trials.log"].toSorted());
    expect(desk.names()).toContain("mexoms-research.jsonl");
  });

  it("has the same tables whatever the number of workers, and counts a trial once", async () => {
    const desk = sweepDesk();
    for (const workers of ["1", "3"]) {
      printed(await desk.call(...SWEEP, ...GRID, "--workers", workers, "--out", workers));
    }
    expect(digests(desk, "3")).toEqual(digests(desk, "1"));
    const lines = readFileSync(desk.path("mexoms-research.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines, "the second sweep brought nothing new").toHaveLength(1);
  });

  it("names a next command that can be pasted, whatever the names of files", async () => {
    const desk = sweepDesk();
    renameSync(desk.path("small.tape"), desk.path("it's small.tape"));
    const args = ["--no-nearby", "--no-assumptions", "--min-fills", "7", "--out", "my sweep"];
    const text = printed(
      await desk.run(...SWEEP.slice(0, 2), "--tape", "it's small.tape", ...GRID, ...args),
    );
    const next = /^next {3}(.*)$/m.exec(text)![1]!;
    expect(next.slice("mexoms ".length)).toBe(
      String.raw`report 'my sweep' --strategy mine.ts --tape 'it'\''s small.tape' --min-fills 7`,
    );
    // As a shell reads it.
    const words = execFileSync("sh", ["-c", `printf '%s\\n' ${next}`], { encoding: "utf8" });
    expect(printed(await desk.run(...words.trim().split("\n").slice(1)))).toContain(
      "report my sweep",
    );
    expect(desk.names("my sweep")).toContain("best");
  });

  it("prints the best trials as JSON", async () => {
    const desk = sweepDesk();
    const args = ["--no-nearby", "--no-assumptions", "--json"];
    const { stdout, code } = await desk.call(...SWEEP, ...GRID, ...args);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { trials: number; best: { params: object }[] };
    expect(document.trials).toBe(8);
    expect(Object.keys(document.best[0]!.params)).toEqual(["halfSpread"]);
  });

  it("draws points from ranges", async () => {
    const desk = sweepDesk();
    const space = ["--search", "sobol:16", "--space", "halfSpread=0.5bps:8bps"];
    const args = ["--no-nearby", "--no-assumptions", "--halving"];
    const { stdout, stderr } = await desk.call(...SWEEP, ...space, ...args);
    expect(stdout).toMatch(/sobol 16.*\(28 search\)/);
    expect(stderr).toBe("note: first rung on 25.0 % of the data, the best 50.0 % go on\n");
  });

  it("stopped by Ctrl-C keeps what it has, says how to go on, and goes on", async () => {
    const desk = sweepDesk(60);
    const args = [...SWEEP, "--grid", "halfSpread=0.5bps:12bps:0.1bps", "--no-assumptions"];
    const child = desk.start(...args);
    const outcome = outcomeOf(child);
    const log = desk.path("out/sweep-mine/trials.log");
    for (let wait = 0; wait < 60_000 && !(existsSync(log) && statSync(log).size > 3000); wait++) {
      await sleep(1);
    }
    child.kill("SIGINT");
    const { code, stdout, stderr } = await outcome;
    expect(stderr).toBe("");
    expect(code).toBe(130);
    expect(stdout).toContain("stopped: the same command goes on where it was");
    expect(desk.names("out/sweep-mine")).toEqual(["sweep.json", "trials.log"]);
    printed(await desk.call(...args, "--budget", "1ms"));
    expect(desk.names("out/sweep-mine")).toContain("trials.csv");
  });

  it.each([
    [[], /^error: --grid: say what is swept: --grid/],
    [["--grid", "halfSpread"], /^error: --grid: "halfSpread" is not like spread=/],
    [["--grid", "halfSpred=1bps,2bps"], /^error: halfSpred: is not a parameter.*did you mean/],
    [[...GRID, "--search", "lhs:20"], /^error: --grid: is a search of its own/],
    [["--search", "best", "--space", "halfSpread=1bps:2bps"], /^error: --search: "best"/],
    [[...GRID, "--objective", "profit"], /^error: --objective: "profit" is no metric/],
    [[...GRID, "--holdout", "1"], /^error: --holdout: "1" is not a part of the data such as 20%/],
    [[...GRID, "--workers", "none"], /^error: --workers: "none" is not a whole number from 1/],
    [[...GRID, "--where", "size > 1"], /^error: --where: /],
  ])("refuses %j in one line, and leaves nothing", async (args, problem) => {
    const desk = sweepDesk();
    expect(refusal(await desk.call(...SWEEP, ...args))).toMatch(problem);
    expect(desk.names("out")).toEqual([]);
  });

  it("exits with 1 when no trial gave a result, so that a job does not go on with nothing", async () => {
    const desk = sweepDesk(3);
    desk.file("mine.ts", strategyText('throw new Error("never");'));
    const { code, stdout } = await desk.call(...SWEEP, "--grid", "halfSpread=1bps,2bps");
    expect(stdout).toContain("never");
    expect(code).toBe(1);
  });

  it("refuses a folder with a sweep of other settings and says how to go on", async () => {
    const desk = sweepDesk();
    const args = [...SWEEP, ...GRID, "--no-assumptions", "--no-nearby"];
    printed(await desk.call(...args));
    const line = refusal(await desk.call(...args, "--queue", "front"));
    expect(line).toMatch(
      /--out: out\/sweep-mine holds a sweep with other settings: queue: was .*, is now front;/,
    );
    expect(line).toMatch(/--out out\/sweep-mine-2.*--fresh/);
    printed(await desk.call(...args, "--queue", "front", "--fresh"));
  });
});
