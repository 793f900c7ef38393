import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Desk, printed, refusal, ROOT, SWAP } from "./command.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

/** The figures that a test may rely on in any company: those that are not times. */
const EXACT = ["--figures", "results", "bytes"];

/** Objects that are kept for as long as the run goes: some 100 bytes a row. */
const LEAK = `const kept: object[] = [];
    ctx.every("20ms", () => { for (let i = 0; i < 4; i++) kept.push({ i, at: ctx.nowNs }); });
    ${QUOTES}`;

interface Report {
  readonly checks: readonly { figure: string; verdict: string; failure?: string }[];
  readonly notes: readonly string[];
}

describe("mexoms bench", { timeout: 300_000 }, () => {
  it("passes what did not change, fails other results and planted allocations, and says what another Node made", async () => {
    const desk = new Desk();
    desk.file("mine.ts", strategyText(QUOTES));
    const bench = ["bench", "mine.ts", "--tape", SWAP, ...EXACT, "--baseline", "bench.json"];
    printed(await desk.run(...bench, "--write-baseline"));
    expect(desk.names()).toEqual(["bench.json", "mine.ts"]);

    const same = printed(await desk.run(...bench, "--gate"));
    expect(same).toMatch(/^ +results .* baseline +ok$/m);
    expect(same).toMatch(/^ +bytes .* ok$/m);

    const text = readFileSync(desk.path("bench.json"), "utf8");
    desk.file("old.json", text.replace(/"node [\d.]+ /, '"node 18.0.0 '));
    const old = await desk.run(...bench, "--baseline", "old.json", "--gate", "--smoke", "--json");
    const report = JSON.parse(printed(old)) as Report;
    expect(report.checks.map(({ verdict }) => verdict)).toEqual(["ok", "not compared"]);
    expect(report.notes.join()).toContain("node 18.0.0");
    expect(report.notes.join()).toContain("results are compared all the same");

    desk.file("mine.ts", strategyText(LEAK));
    const leaky = await desk.run(...bench, "--gate");
    expect(leaky.code).toBe(1);
    expect(leaky.stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(
        /^gate: mine synthetic:swap:BTCUSDT: heap bytes a row [\d.]+, baseline has [\d.]+, allowed [\d.]+ .*--write-baseline/,
      ),
    ]);

    desk.file("mine.ts", strategyText(QUOTES.replace("book.mid - half", "book.mid - half - 3")));
    const moved = await desk.run(...bench, "--gate", "--figures", "results");
    expect(moved.code).toBe(1);
    expect(moved.stderr).toMatch(
      /^gate: mine synthetic:swap:BTCUSDT: results changed with the strategy's code .*--write-baseline/,
    );
    expect(moved.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("writes a comment, a history and profiles", async () => {
    const desk = new Desk();
    const files = ["--markdown", "out/comment.md", "--history", "out/history.jsonl"];
    const subject = ["bench", "book-watcher", "--tape", SWAP, "--smoke", "--gate", "--base", ROOT];
    const text = printed(await desk.run(...subject, "--profile", "profiles", ...files));
    expect(text).toMatch(/^book-watcher synthetic:swap:BTCUSDT: 42,607 rows/m);
    const comment = readFileSync(desk.path("out/comment.md"), "utf8");
    expect(comment).toContain(
      "| workload | figure | head | reference | ratio | allowed | verdict |",
    );
    expect(comment).toMatch(
      /\| book-watcher synthetic:swap:BTCUSDT \| results \| \w{12} \| \w{12} \(base\)/,
    );
    const [line, ...rest] = readFileSync(desk.path("out/history.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    expect(rest).toEqual([]);
    expect(JSON.parse(line!)).toMatchObject({
      machine: { node: process.versions.node },
      workloads: [{ rows: 42607, tapes: [expect.stringMatching(/^[0-9a-f]{64}$/)] }],
    });
    const profiles = desk.names("profiles");
    expect(profiles).toHaveLength(1);
    const profile = JSON.parse(readFileSync(desk.path(`profiles/${profiles[0]}`), "utf8")) as {
      nodes: unknown[];
      samples: unknown[];
    };
    expect(profile.nodes.length).toBeGreaterThan(10);
    expect(profile.samples.length).toBeGreaterThan(0);
  });

  it.each([
    [["--base", "no-such-ref"], "neither a folder nor a commit"],
    [["--base", "."], "no checkout of mexoms"],
    [["--baseline", "none.json"], "none.json is not there; --write-baseline makes it"],
    [["--write-baseline"], "needs --baseline FILE"],
    [["--figures", "speed"], '"speed" is not one of results, bytes, instructions, time'],
    [["--max-slowdown", "5"], '"5" is not like 5%'],
    [["--smoke", "--gate", "--figures", "results"], "nothing was compared"],
    [["--set", "spread=5", "--figures", "results"], "needs a unit"],
    [["--rules", "none.json", "--figures", "results"], "none.json"],
    [["--accounts", "none.json", "--figures", "results"], "none.json"],
    [["--faults", "none.json", "--figures", "results"], "none.json"],
  ])("refuses %j", async (args, message) => {
    const done = await new Desk().call("bench", "market-maker", "--tape", SWAP, ...args);
    expect(refusal({ ...done, stdout: "" })).toContain(message);
  });
});
