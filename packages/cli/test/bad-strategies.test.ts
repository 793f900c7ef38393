import { describe, expect, it } from "vitest";
import { Desk, refusal, SWAP } from "./command.ts";
import { strategyText } from "./strategy-text.ts";

const EVERY = (call: string): string => `ctx.every("1s", () => { ${call}; });`;

/** Runs a strategy file that fails. Returns its error lines; the first is the message. */
async function failure(desk: Desk, text: string): Promise<string[]> {
  desk.file("mine.ts", text);
  const { code, stdout, stderr } = await desk.call("backtest", "mine.ts", "--tape", SWAP);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(desk.names(), "no run folder").toEqual(["mine.ts"]);
  return stderr.trimEnd().split("\n");
}

describe("a strategy that fails is told with its own line and no other", () => {
  const cases: [what: string, body: string, message: string][] = [
    [
      "throws at the start",
      'throw new Error("no luck");',
      "strategy mine failed in start, 0ns into the run: no luck",
    ],
    [
      "throws in a timer",
      EVERY("([] as number[])[3]!.toFixed(2)"),
      "strategy mine failed in timer, 1s into the run: Cannot read properties of undefined (reading 'toFixed')",
    ],
    [
      "reads the clock",
      EVERY("Date.now()"),
      "a strategy called Date.now(): use ctx.nowNs or ctx.time",
    ],
    [
      "draws lots of its own",
      EVERY("Math.random()"),
      "a strategy called Math.random(): use ctx.random, which is seeded",
    ],
    [
      "sets a timer of the host",
      "setTimeout(() => {}, 10);",
      "a strategy called setTimeout(): use ctx.every or ctx.after",
    ],
    [
      "gives a duration without a unit",
      'ctx.every("100", () => {});',
      'every: "100" is not a duration with its unit, such as 250ms or 1.5s',
    ],
  ];
  it.each(cases)("%s", async (_, body, message) => {
    const desk = new Desk();
    const [first, ...frames] = await failure(desk, strategyText(body));
    expect(first).toMatch(/^error: strategy mine failed in \w+, \d+n?s into the run: /);
    expect(first!.endsWith(message), first).toBe(true);
    expect(frames).toHaveLength(1);
    expect(frames[0]).toContain(`${desk.path("mine.ts")}:7:`);
  });
});

describe("a strategy that is not synchronous is refused, whatever becomes of its promises", () => {
  it.each([
    [
      "an async start",
      strategyText('await 1; throw new Error("later");').replace("start(", "async start("),
    ],
    [
      "an async timer",
      strategyText('ctx.every("1s", async () => { await 1; throw new Error("later"); });'),
    ],
    [
      "an async handler",
      strategyText('return { async book() { await 1; throw new Error("later"); } };'),
    ],
  ])("%s", async (_, text) => {
    const [first, ...rest] = await failure(new Desk(), text);
    expect(first).toMatch(
      /^error: strategy mine failed in .* it returned a promise; strategies are synchronous$/,
    );
    expect(rest).toEqual([]);
  });
});

it("a strategy that leaves a promise behind is told with its line, before it draws any result", async () => {
  const desk = new Desk();
  const body =
    'ctx.every("1s", () => void (async () => { await 1; throw new Error("later"); })());';
  const [first, ...frames] = await failure(desk, strategyText(body));
  expect(first).toMatch(/^error: a strategy made a promise \(an async function, .*ctx\.after$/);
  expect(frames.length).toBeGreaterThan(0);
  for (const frame of frames) expect(frame).toContain(`${desk.path("mine.ts")}:7:`);
});

describe("a file that is no strategy is refused with its place", () => {
  const cases: [what: string, text: string, error: RegExp][] = [
    ["a syntax error", strategyText("const x = ;"), /mine\.ts:7:15: Unexpected ";"$/],
    [
      "an import of Node's",
      'import fs from "node:fs";\nexport default fs;\n',
      /mine\.ts:1:16: import of "node:fs" belongs to Node: a strategy may import /,
    ],
    [
      "an import that is not there",
      'import { x } from "./x.ts";\nexport default x;\n',
      /mine\.ts:1:19: Could not resolve "\.\/x\.ts"$/,
    ],
    [
      "no default export",
      "export const x = 1;\n",
      /mine\.ts: has no default export; write export default defineStrategy\(/,
    ],
    [
      "something else as default export",
      "export default 1;\n",
      /mine\.ts: its default export is a number; write /,
    ],
    [
      "something that core does not have",
      'import { nothing } from "@mexoms/core";\nexport default nothing;\n',
      /mine\.ts: cannot be loaded: .*'@mexoms\/core' does not provide an export named 'nothing'$/,
    ],
  ];
  it.each(cases)("%s", async (_, text, error) => {
    const desk = new Desk();
    desk.file("mine.ts", text);
    for (const args of [
      ["backtest", "mine.ts", "--tape", SWAP],
      ["params", "mine.ts"],
    ]) {
      expect(refusal(await desk.call(...args))).toMatch(error);
    }
    expect(desk.names()).toEqual(["mine.ts"]);
  });
});
