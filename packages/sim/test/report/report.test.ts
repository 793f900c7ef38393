import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Step } from "@mexoms/core";
import { writeRunFolder } from "@mexoms/sim";
import type { BacktestResult } from "@mexoms/sim/engine";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReportData } from "../../report-page/report-data.ts";
import { stepText } from "../../report-page/step-text.ts";
import { tickText, timeText } from "../../report-page/time-text.ts";
import { spanText } from "../../src/report/page-header.ts";
import { drawnSamples } from "../../src/report/thinning.ts";
import { BTC_SWAP, exampleRun } from "./example-run.ts";

const SMALL = exampleRun({ seed: 1, samples: 300, instruments: [BTC_SWAP], fillEvery: 10 });

async function page(result: BacktestResult): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-page-"));
  try {
    const dir = path.join(folder, "run");
    const { reportFile } = await writeRunFolder({ dir, result, report: "html" });
    return readFileSync(reportFile!, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function embedded(text: string): ReportData {
  const json = /<script type="application\/json" id="report-data">([^<]*)<\/script>/.exec(text);
  return JSON.parse(json![1]!) as ReportData;
}

describe("report.html", () => {
  it("cannot be broken by text from a strategy, in the page or in its data", async () => {
    const evil = '</script><img src=x onerror="alert(1)">';
    const text = await page({
      ...SMALL,
      inputs: {
        ...SMALL.inputs,
        strategy: { name: evil, codeDigest: evil },
        params: { [evil]: evil },
      },
      explained: [{ ns: 5n, topic: evil, text: evil }],
    });
    expect(text).not.toContain("<img");
    expect(embedded(text).fills.total).toBe(SMALL.fills.length);
  });

  it("names nothing to fetch and keeps the licence of uPlot", async () => {
    const text = await page(SMALL);
    expect(text).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(text).not.toMatch(/@import|url\(/);
    expect(text).toContain("Copyright (c) 2022 Leon Sorokin");
    expect(text).toContain("Permission is hereby granted, free of charge");
  });

  it("shows every input", async () => {
    const text = await page(SMALL);
    const { inputs, digest, outputsDigest } = SMALL;
    const values = [
      ...Object.entries(inputs.params).flat(),
      ...Object.values(BTC_SWAP),
      ...inputs.fees,
      ...inputs.tapes.map((tape) => tape.digest),
      inputs.latency,
      inputs.queue,
      inputs.exchange,
      inputs.engine,
      String(inputs.seed),
      digest,
      outputsDigest,
      inputs.strategy.codeDigest,
    ];
    for (const value of values) expect(text).toContain(`>${value}<`);
  });

  it("caps the fills of a long run, says so, and draws from the whole of it", async () => {
    const [fill] = SMALL.fills;
    const fills = Array.from({ length: 30_000 }, (_, i) => ({
      ...fill!,
      exchNs: SMALL.startNs + BigInt(i) * 900_000n,
      side: i % 2 === 0 ? ("buy" as const) : ("sell" as const),
    }));
    const text = await page({ ...SMALL, fills });
    const data = embedded(text);
    expect(data.fills.total).toBe(30_000);
    expect(data.fills.ns.length).toBe(20_000);
    expect(text.replaceAll(/\s+/g, " ")).toContain("the first 20,000 of 30,000 fills; fills.csv");
    const [markers] = data.instruments.map((one) => one.markers);
    expect(markers!.total).toBe(30_000);
    expect(markers!.ms.length).toBeLessThanOrEqual(10_000);
    expect(markers!.ms.at(-1)).toBeGreaterThan(26_900);
    expect(new Set(markers!.sell)).toEqual(new Set([0, 1]));
  });

  it("can be written of a run without fills, samples or notes", async () => {
    const none = new Int32Array(0);
    const [series] = SMALL.samples.instruments;
    const text = await page({
      ...SMALL,
      fills: [],
      orders: [],
      explained: [],
      samples: {
        ...SMALL.samples,
        timeNs: new Float64Array(0),
        instruments: [
          {
            instrument: series!.instrument,
            bidTicks: none,
            askTicks: none,
            ownBidTicks: none,
            ownAskTicks: none,
            positionLots: new Float64Array(0),
          },
        ],
        equity: [{ currency: "USDT", amount: [] }],
      },
    });
    expect(embedded(text).fills.ns).toEqual([]);
    expect(text).not.toContain("NaN");
  });
});

describe("thinning", () => {
  it("keeps both ends, every extreme and every gap, in rising order", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12_001, max: 60_000 }),
        fc.array(fc.tuple(fc.nat(59_999), fc.integer({ min: -50, max: 50 })), { maxLength: 30 }),
        (count, spikes) => {
          const column = new Float64Array(count).fill(7);
          for (const [at, value] of spikes) if (at < count) column[at] = value;
          const drawn = drawnSamples([column], count);
          expect(drawn[0]).toBe(0);
          expect(drawn.at(-1)).toBe(count - 1);
          expect(drawn.every((at, i) => i === 0 || at > drawn[i - 1]!)).toBe(true);
          const values = drawn.map((at) => column[at]!);
          expect(Math.max(...values)).toBe(column.reduce((a, b) => Math.max(a, b)));
          expect(Math.min(...values)).toBe(column.reduce((a, b) => Math.min(a, b)));
          expect(values.includes(0)).toBe(column.includes(0));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("draws a short series whole", () => {
    expect(drawnSamples([new Float64Array(3)], 3)).toEqual([0, 1, 2]);
    expect(drawnSamples([], 0)).toEqual([]);
  });
});

describe("texts of the page", () => {
  it("formats steps exactly as core does", () => {
    const steps = ["0.1", "0.001", "5", "0.25", "100", "0.00000001"];
    fc.assert(
      fc.property(
        fc.constantFrom(...steps),
        fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
        (text, count) => {
          const step = Step.parse(text, "step");
          expect(stepText(count, step)).toBe(step.format(count));
        },
      ),
    );
  });

  it("splits a time without losing a nanosecond", () => {
    expect(timeText(1_723_161_256_298_000_007n)).toEqual({
      date: "2024-08-08",
      clock: "23:54:16.298",
      fine: "000007",
    });
  });

  it("labels ticks no finer than they are apart, and midnight by its date", () => {
    const midnight = Date.UTC(2024, 7, 9);
    expect(tickText(midnight, 60_000)).toBe("08-09");
    expect(tickText(midnight + 60_000, 60_000)).toBe("00:01");
    expect(tickText(midnight + 61_000, 1000)).toBe("00:01:01");
    expect(tickText(midnight + 61_250, 50)).toBe("01:01.250");
  });

  it("gives a span in the units that a person would use", () => {
    expect(spanText(0n)).toBe("0 s");
    expect(spanText(344_800_000_000n)).toBe("5 min 44.8 s");
    expect(spanText(59_990_000_000n)).toBe("1 min");
    expect(spanText(90_061_000_000_000n)).toBe("1 d 1 h 1 min 1 s");
  });
});
