import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { Desk, printed, SWAP } from "./command.ts";
import type { Outcome } from "./in-process.ts";
import { smallSession } from "./small-session.ts";

const run = async (desk: Desk, out: string, ...flags: string[]): Promise<string> =>
  printed(
    await desk.call(
      "backtest",
      "market-maker",
      "--tape",
      SWAP,
      "--no-report",
      "--out",
      out,
      ...flags,
    ),
  );

describe("mexoms compare", () => {
  it("tells the input that differs, the first fill that does and why, and exits with 1", async () => {
    const desk = new Desk();
    await run(desk, "one");
    await run(desk, "other", "--latency", "6ms");
    const { code, stdout, stderr } = await desk.run("compare", "one", "other", "--fills", "4");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\*  latency  constant entry 5ms response 5ms  constant entry 6ms/m);
    expect(stdout).toMatch(/^inputs: \d+ are equal/m);
    expect(stdout).toMatch(/\.orders +3674 +3673 +-1$/m);
    expect(stdout).toMatch(/^the first that differs: fill 37 of A, fill 37 of B, /m);
    expect(stdout.match(/^>? +\d\d:\d\d:\d\d\./gm)).toHaveLength(4);
    expect(stdout).toMatch(
      /^1\. Order 1, .*\n {3}was answered otherwise: accepted 1ms later in B\./m,
    );
    expect(stdout).toMatch(/^DIFFERENT$/m);
    const all = await desk.call("compare", "one", "other", "--all");
    expect(all.stdout).toMatch(/^ {3}params\.spread +10bps +10bps$/m);
    const json = JSON.parse(
      (await desk.call("compare", "one", "other", "--json")).stdout,
    ) as object;
    expect(json).toMatchObject({
      kind: "mexoms-comparison",
      equal: false,
      fills: { first: { a: { number: 37, fields: { side: "sell", price: "60068.5" } } } },
      why: { parting: "answered", causes: ["latency"] },
    });
  });

  it("exits with 0 for runs that did the same", async () => {
    const desk = new Desk();
    await run(desk, "one");
    await run(desk, "other", "--seed", "7");
    const text = printed(await desk.call("compare", "one", "other"));
    expect(text).toMatch(/^\*  seed +0 +7$/m);
    expect(text).toMatch(/^EQUAL: both did the same; inputs differ$/m);
  });

  it("exits with 2 and one line for what cannot be compared", async () => {
    const desk = new Desk();
    desk.file("file", "");
    for (const [args, line] of [
      [["gone", "gone"], "error: RUN_A: gone does not exist"],
      [["file"], "error: missing required argument 'runB'"],
      [[".", "."], "error: RUN_A: . is neither a run folder"],
      [[".", ".", "--fills", "few"], "error: --fills: "],
    ] as const) {
      const { code, stdout, stderr } = await desk.call("compare", ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr.slice(0, line.length)).toBe(line);
    }
  });

  it("compares sessions by their fills, which have no file of orders", async () => {
    const desk = new Desk();
    await smallSession(desk, desk.path("session/journal"));
    printed(await desk.call("journal", "files", "session/journal", "--out", "session/files"));
    const text = printed(await desk.call("compare", "session", "session/files"));
    expect(text).toMatch(/^fills: \d+ in A, \d+ in B: \d+ equal$/m);
    expect(text).toMatch(/^EQUAL: both did the same$/m);
    await run(desk, "run");
    const { code, stdout } = await desk.call("compare", "session", "run");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\*  strategy\.name +buyer +market-maker$/m);
    expect(stdout).toMatch(/^DIFFERENT$/m);
  });
});

describe("mexoms compare of trials", () => {
  const sweep = async (desk: Desk): Promise<void> => {
    const flags = ["--grid", "spread=9bps,10bps", "--out", "sweep", "--holdout", "50%"];
    const done = await desk.call("sweep", "market-maker", "--tape", SWAP, "--no-nearby", ...flags);
    expect(done.code, done.stderr).toBe(0);
  };
  /** The last sentence: what differs in the inputs. */
  const causeOf = (stdout: string): string =>
    /Nothing else[\s\S]*?\.\n/.exec(stdout)![0].replaceAll(/\s+/g, " ").trim();

  it("runs them again under their own assumptions and leaves nothing behind", async () => {
    const desk = new Desk();
    await sweep(desk);
    const left = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith("mexoms-trial."));
    const before = left();
    const compare = async (a: string, b: string): Promise<Outcome> =>
      desk.call("compare", `sweep#${a}`, `sweep#${b}`, "--tape", SWAP);
    const other = await compare("1", "2");
    expect(other.stderr).toBe("");
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(/^A {2}sweep#1\nB {2}sweep#2\n/);
    expect(causeOf(other.stdout)).toBe(
      "Nothing else differs in the inputs but params.spread (9bps, 10bps).",
    );
    expect((await compare("1", "1")).code).toBe(0);
    const rows = readFileSync(desk.path("sweep/trials.csv"), "utf8").split("\n");
    const numberOf = (label: string): string =>
      rows.find((row) => row.includes(`,assumptions,${label},`))!.split(",")[0]!;
    const best = rows.find((row) => row.startsWith(`${numberOf("latency x4")},`))!;
    const same = best.includes(",9bps,") ? "1" : "2";
    const slow = await compare(same, numberOf("latency x4"));
    expect(causeOf(slow.stdout)).toContain("but latency (constant entry 5ms response 5ms, ");
    const dear = await compare(same, numberOf("fees +1bps"));
    expect(causeOf(dear.stdout)).toContain("makerFee (2bps, 3bps)");
    expect(left()).toEqual(before);
  }, 300_000);

  it("exits with 2 for what is no trial, and without the sweep's tapes or strategy", async () => {
    const desk = new Desk();
    await sweep(desk);
    const other = SWAP.replace("swap", "spot");
    for (const [args, line] of [
      [
        ["sweep#1", "sweep#9999", "--tape", SWAP],
        "error: RUN_B: the sweep has no trial 9999; it has 1 to",
      ],
      [["sweep#1", "sweep#2"], "error: --tape: the sweep's tapes are needed to run trial 1"],
      [["sweep#1", "sweep#2", "--tape", other], "error: --tape: none of the tapes given is that"],
      [
        ["sweep#1", "sweep#2", "--tape", SWAP, "--strategy", "book-watcher"],
        "error: --strategy: its code",
      ],
      [["gone#1", "sweep#2", "--tape", SWAP], "error: "],
    ] as const) {
      const { code, stdout, stderr } = await desk.call("compare", ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr.slice(0, line.length)).toBe(line);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    }
  });
});
