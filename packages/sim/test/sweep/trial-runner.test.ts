import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { InvariantError } from "@mexoms/core";
import {
  backtest,
  createStudy,
  createTrialRunner,
  studyTapes,
  type Trial,
  type TrialEnd,
  type TrialOutcome,
} from "@mexoms/sim";
import { failureReason } from "../../src/sweep/failure-reason.ts";
import { FUTURES } from "../account/accounts.ts";
import { options, QUOTING, runnerOf, swapTape, trialOf } from "./quoting.ts";

const tapes = [swapTape(4)];
const study = await createStudy(options(tapes, { sample: { halfSpread: "1bps", breaksAt: "0" } }));
const point = { halfSpread: "0.2bps", breaksAt: "0" };

async function outcome(end: TrialEnd | Promise<TrialEnd>): Promise<TrialOutcome> {
  const ended = await end;
  if (ended.kind === "failed") throw new Error(ended.reason);
  return ended.outcome;
}

describe("a trial", () => {
  it("decides what a backtest on the same part of the data decides", async () => {
    const got = await outcome(runnerOf(study, tapes).run(trialOf(study, point)));
    const { sample: _, holdout: __, ...shared } = options(tapes);
    const result = await backtest({
      ...shared,
      tapes: studyTapes(tapes, study)(1),
      params: { ...study.params, ...point },
    });
    expect(got.outputsDigest).toBe(result.outputsDigest);
    expect(got.metrics.pnl).toBe(result.summary[0]!.equity.toString());
    expect(got.metrics.fills).toBeGreaterThan(5);
    expect(got.bars.some((profit) => profit !== 0)).toBe(true);
  });

  it("has one outcome in whatever order trials are run, failed ones among them", async () => {
    const trials: Trial[] = [
      trialOf(study, point),
      trialOf(study, { ...point, halfSpread: "3bps" }),
      trialOf(study, { ...point, breaksAt: "3" }),
      trialOf(study, { ...point, halfSpread: "60bps" }),
      trialOf(study, point, { share: 0.3 }),
      trialOf(study, point, { variant: { label: "back", queue: "back" } }),
      trialOf(study, point, { variant: { label: "x4", latencyTimes: 4 } }),
      trialOf(study, point, { variant: { label: "fees", fees: { maker: "5bps", taker: "9bps" } } }),
    ];
    const alone = await Promise.all(trials.map(async (trial) => runnerOf(study, tapes).run(trial)));
    expect(alone.map(({ kind }) => kind)).toEqual(
      trials.map((_, i) => (i === 2 || i === 3 ? "failed" : "done")),
    );
    const kinds = new Set(alone.map((end) => JSON.stringify(end)));
    expect(kinds.size).toBe(trials.length);
    const runner = runnerOf(study, tapes);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...trials.keys()], { minLength: 3 }), async (order) => {
        for (const i of order) expect(await runner.run(trials[i]!)).toEqual(alone[i]);
      }),
      { numRuns: 6 },
    );
  });

  it("that the strategy breaks says why in one line without paths, the same each time", async () => {
    const trial = trialOf(study, { ...point, breaksAt: "2" });
    const runner = runnerOf(study, tapes);
    const end = await runner.run(trial);
    expect(end).toEqual({
      kind: "failed",
      reason: expect.stringMatching(
        /^strategy quoting failed in fill, [\d.]+m?s into the run: no fill 2 at file\.ts:3$/,
      ),
    });
    expect(await runner.run(trial)).toEqual(end);
  });

  it("of settings that cannot be says which", async () => {
    const runner = runnerOf(study, tapes);
    const reason = async (trial: Partial<Trial>, at = point): Promise<unknown> =>
      runner.run(trialOf(study, at, trial));
    const failed = (text: RegExp) => ({ kind: "failed", reason: expect.stringMatching(text) });
    expect(await reason({}, { ...point, halfSpread: "1" })).toEqual(
      failed(/^halfSpread: "1" needs/),
    );
    expect(await reason({ variant: { label: "q", queue: "kind" } })).toEqual(
      failed(/^queue: "kind"/),
    );
    expect(await reason({ share: 1e-9 })).toEqual(
      failed(/^share: the first 1e-9 of the time has no/),
    );
    expect(await reason({ share: 2 })).toEqual(failed(/^share: 2 is not above 0/));
  });

  it("has as many bars as its share has, and nothing of what comes later", async () => {
    const runner = runnerOf(study, tapes);
    const whole = await outcome(runner.run(trialOf(study, point)));
    const part = await outcome(runner.run(trialOf(study, point, { share: 0.5 })));
    expect(whole.bars).toHaveLength(
      Math.ceil(Number(BigInt(study.endNs) - BigInt(study.startNs)) / study.barNs),
    );
    expect(part.bars.length).toBeCloseTo(whole.bars.length / 2, -1);
    expect(part.bars.slice(0, -3)).toEqual(whole.bars.slice(0, part.bars.length - 3));
  });

  it("with other rates pays them, in place of those of its accounts too", async () => {
    const account = {
      ...FUTURES,
      venue: "synthetic",
      trades: ["synthetic:swap"],
      balances: { USDT: "1000000" },
      fees: { swap: { maker: "2bps", taker: "2bps" } },
    };
    const charged = await createStudy(options(tapes, { accounts: [account] }));
    const runner = runnerOf(charged, tapes);
    const feesBps = async (variant: Trial["variant"]): Promise<number> => {
      const { metrics } = await outcome(
        runner.run(trialOf(charged, { halfSpread: "0.2bps" }, { variant })),
      );
      return (Number(metrics.fees) / Number(metrics.turnover)) * 1e4;
    };
    expect(await feesBps({ label: "" })).toBeCloseTo(2, 9);
    expect(await feesBps({ label: "f", fees: { maker: "7bps", taker: "7bps" } })).toBeCloseTo(7, 9);
  });

  it("lets the host in between, so that a worker hears of a stop", async () => {
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    // Each instant of its own: a run of many pieces.
    const busy = await createStudy(
      options([swapTape(5)], { latency: "1us", barNs: 1e6, holdout: 0 }),
    );
    await runnerOf(busy, [swapTape(5)]).run(trialOf(busy, { halfSpread: "0.2bps" }));
    over = true;
    expect(turns).toBeGreaterThan(1);
  });

  it("ends with an error of mexoms itself thrown, not told as the trial's", async () => {
    const broken = createTrialRunner({
      study,
      strategy: QUOTING,
      tapes: () => {
        throw new InvariantError("no tapes");
      },
    });
    await expect(broken.run(trialOf(study, point))).rejects.toThrow("no tapes");
  });
});

describe("a reason", () => {
  it.each([
    ["a/b: c is not d/e", "a/b: c is not d/e"],
    ["cannot read /home/x y/z.ts:3:4", "cannot read x y/z.ts:3:4"],
    ["at file:///home/me/mine.ts", "at mine.ts"],
    ["C:\\Users\\me\\mine.ts broke", "mine.ts broke"],
    ["one\ntwo", "one"],
    ["x".repeat(400), `${"x".repeat(297)}...`],
  ])("of %j is %j", (message, reason) => {
    expect(failureReason(new Error(message))).toBe(reason);
  });
});
