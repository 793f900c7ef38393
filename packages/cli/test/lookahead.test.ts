import { describe, expect, it } from "vitest";
import { Desk, printed, refusal, SWAP } from "./command.ts";
import { strategyText } from "./strategy-text.ts";

const TEST = ["lookahead", "market-maker", "--tape", SWAP] as const;

// Notes the bid of each second, and tells the one that comes ten seconds later, once it knows.
const KEEPS = `
    const book = ctx.book(p.instrument);
    let second = 0;
    ctx.every("1s", () => {
      prices[second] = book.bid;
      ctx.explain("later", prices[second + 10] ?? "unknown");
      second += 1;
    });`;

describe("mexoms lookahead", () => {
  it("prints inputs and cuts, and passes what keeps to the rules", async () => {
    const desk = new Desk();
    const text = printed(await desk.call(...TEST, "--cuts", "4", "--seed", "1"));
    expect(text).toMatch(/^strategy +market-maker \(code [0-9a-f]{12}\)$/m);
    expect(text).toMatch(/^latency +constant entry 5ms response 5ms$/m);
    expect(text.match(/^2024-01-01T[\d:.]{18}Z {2}2024-01-01T[\d:.]{18}Z +[\d,]+$/gm)).toHaveLength(
      4,
    );
    expect(text).toMatch(/^passed: [\d,]{5,} decisions, the same at 4 cuts and when repeated$/m);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(desk.names()).toEqual([]);
    expect(printed(await desk.call(...TEST, "--cuts", "4", "--seed", "1"))).toBe(text);
    expect(printed(await desk.call(...TEST, "--cuts", "4", "--seed", "2"))).not.toBe(text);
  });

  it("fails a file that keeps prices from run to run, shows where, and says why", async () => {
    const desk = new Desk();
    desk.file("mine.ts", `const prices: number[] = [];\n${strategyText(KEEPS)}`);
    const { code, stdout, stderr } = await desk.call("lookahead", "mine.ts", "--tape", SWAP);
    expect(code).toBe(1);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^FAILED at 2024-01-01T[\d:.]+Z: kept-state$/m);
    expect(stdout).toMatch(/^time +2024-01-01T00:00:01\.\d{9}Z$/m);
    expect(stdout).toMatch(/^whole tapes +explain "later": unknown$/m);
    expect(stdout).toMatch(/^cut tapes +explain "later": \d+$/m);
    expect(stdout).toMatch(/^input +row [\d,]+ of synthetic:swap:BTCUSDT was the last received$/m);
    expect(stdout).toContain("at the top of");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("says so when nothing was decided, and fails, as nothing was tested", async () => {
    const desk = new Desk();
    desk.file("mine.ts", strategyText(""));
    const { code, stdout } = await desk.call("lookahead", "mine.ts", "--tape", SWAP, "--cuts", "2");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^NOT TESTED: the strategy decided nothing/m);
  });

  it("reports as JSON", async () => {
    const desk = new Desk();
    const text = printed(await desk.call(...TEST, "--cuts", "3", "--json"));
    const result = JSON.parse(text) as {
      kind: string;
      passed: boolean;
      cuts: { ns: { iso: string; ns: string } }[];
    };
    expect(result.kind).toBe("mexoms-lookahead");
    expect(result.passed).toBe(true);
    expect(result.cuts).toHaveLength(3);
    expect(result.cuts[0]!.ns.iso).toMatch(/^2024-01-01T/);
  });

  it("takes the flags of backtest, and refuses a number of cuts that is none", async () => {
    const desk = new Desk();
    const flags = ["--set", "levels=1", "--queue", "risk", "--exchange", "partial", "--cuts", "2"];
    expect(printed(await desk.call(...TEST, ...flags))).toMatch(/^queue +risk$/m);
    expect(refusal(await desk.call(...TEST, "--cuts", "0"))).toMatch(
      /^error: --cuts: "0" is not a/,
    );
    expect(refusal(await desk.call(...TEST, "--queue", "x"))).toMatch(/^error: --queue: /);
  });
});
