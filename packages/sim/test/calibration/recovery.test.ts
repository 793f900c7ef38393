import { importRecorder, findInstrument, type FilesCalibration } from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import { RECORDINGS_ABSENT, recording } from "../recordings.ts";
import { Scratch } from "../scratch.ts";
import { calibrateRun, queueRun, sampleTape } from "./queuers.ts";

const TRUTHS = ["risk", "log", "log2", "power:2", "power2:3", "power3:3"] as const;

/** On a real recording, whose runs take longest: all of them in a soak. */
const RECORDED = TRUTHS.filter((_, i) => process.env["MEXOMS_SOAK"] !== undefined || i % 2 === 1);

/** The model that made the fills is the best, or the data does not tell it from the best. */
function expectFound(calibration: FilesCalibration, truth: string): void {
  const { models, fit, held, verdict } = calibration;
  const found = models.find(({ queue }) => queue === truth)!;
  // Its predictions are those of the engine that made the fills: every order, at the instant.
  expect(found.agreed).toBe(fit.orders + held.orders);
  expect(found.predictedReached).toBe(fit.reached + held.reached);
  expect(found.fillTimeError).toMatchObject({ p10Ns: 0, medianNs: 0, p90Ns: 0 });
  // Where one trade filled an order in part, the lots are those, too.
  if (found.lotsError.orders > 0) {
    expect(found.lotsError).toMatchObject({ p10: 0, median: 0, p90: 0 });
  }
  expect(found.explained).toBeGreaterThan(0.99);
  expect(models[0]!.logLikelihood - found.logLikelihood).toBeLessThan(1e-3);
  expect(found.tied).toBe(true);
  expect([verdict.queue, ...verdict.tied]).toContain(truth);
  expect(calibration.counts.ends).toMatchObject({ unmatched: 0, gap: 0 });
  expect(calibration.counts.survivedThrough).toBe(0);
}

describe("from the run folder alone, calibration finds the model that made the fills", () => {
  for (const truth of TRUTHS) {
    for (const exchange of ["no-partial", "partial"] as const) {
      it(`${truth}, ${exchange}, on a sample tape`, async () => {
        const run = await queueRun(new Scratch(), sampleTape("spot-BTCUSDT"), truth, exchange);
        expectFound(await calibrateRun(run), truth);
      });
    }
  }

  it("and it is not always the same one: wrong models are told apart where the data can", async () => {
    const scratch = new Scratch();
    const tape = sampleTape("inverse-BTCUSD");
    const risk = await calibrateRun(await queueRun(scratch, tape, "risk"));
    const power = await calibrateRun(await queueRun(scratch, tape, "power2:3"));
    const score = (of: FilesCalibration, queue: string): number =>
      of.models.find((model) => model.queue === queue)!.logLikelihood;
    expect(score(risk, "risk")).toBeGreaterThan(score(risk, "power2:3") + 0.01);
    expect(score(power, "power2:3")).toBeGreaterThan(score(power, "risk") + 0.01);
  });
});

describe("on a real recording", () => {
  it(RECORDINGS_ABSENT ?? "the recordings are there", () => {
    expect(true).toBe(true);
  });

  it.runIf(RECORDINGS_ABSENT === undefined)(
    "each of them is found, all but two at most alone",
    async () => {
      const scratch = new Scratch();
      const tapeFile = scratch.file("btcusdt.tape");
      await importRecorder({
        format: "binance-raw",
        lenient: false,
        offLotSizes: "refuse",
        sources: [
          {
            instrument: findInstrument("binance:usdm:BTCUSDT"),
            files: [recording("binance-2024-08-08/usdm/btcusdt_20240808.gz")],
            out: tapeFile,
          },
        ],
      });
      const alone: string[] = [];
      for (const truth of RECORDED) {
        const calibration = await calibrateRun(await queueRun(scratch, tapeFile, truth));
        expectFound(calibration, truth);
        if (calibration.verdict.kind === "best") alone.push(truth);
      }
      expect(alone.length).toBeGreaterThanOrEqual(RECORDED.length - 2);
    },
    120_000,
  );
});
