import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Strategy } from "@mexoms/core";
import {
  backtest,
  type BacktestBounds,
  backtestBounds,
  type BacktestOptions,
  BOUND_NAMES,
  disputedCurrencies,
  writeRunFolder,
} from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import type { ReportData } from "../report-page/report-data.ts";
import { fillLines, send, strategyOf, untimed } from "./driver/run.ts";
import { type Row, tape } from "./driver/tape.ts";
import { BROWSER_PATH, openBrowser } from "./report/browser.ts";
import { Scratch } from "./scratch.ts";

const MS = 1e6;

/** A bid behind 5 lots, a trade of 2, then one of 9; the price ends at `last`, a second later. */
function story(last: number): Row[] {
  return [
    ["depth", "buy", 100, 5, 0],
    ["depth", "sell", 102, 5, 0],
    ["trade", "sell", 100, 2, 100 * MS],
    ["depth", "buy", 100, 3, 101 * MS],
    ["depth", "buy", 100, 0, 500 * MS],
    ["depth", "buy", last, 5, 600 * MS],
    ["depth", "sell", last + 2, 5, 600 * MS],
    ["depth", "buy", 1, 1, 1000 * MS],
  ];
}

const bidder: Strategy = strategyOf((ctx) => {
  ctx.after(5 * MS, () => send("buy", 100, 1)(ctx));
});

function options(rows: readonly Row[]): BacktestOptions<Strategy["params"]> {
  return {
    strategy: bidder,
    tapes: [tape(rows)],
    latency: "1ms",
    queue: "risk",
    exchange: "no-partial",
    seed: 3,
  };
}

async function written(bounds: BacktestBounds | undefined, report: "html" | "none" = "html") {
  const result = bounds?.expected ?? (await backtest(options(story(110))));
  const dir = new Scratch().file("run");
  return await writeRunFolder({ dir, result, bounds, report });
}

const read = (dir: string, file: string): string => readFileSync(path.join(dir, file), "utf8");

describe("backtestBounds", () => {
  it("runs what it is given between the last and the first place in the queue", async () => {
    const shares: number[] = [];
    const given = options(story(99));
    const bounds = await backtestBounds({ ...given, onProgress: (share) => shares.push(share) });
    expect(BOUND_NAMES.map((name) => bounds[name].inputs.queue)).toEqual(["back", "risk", "front"]);
    expect(BOUND_NAMES.map((name) => untimed(fillLines(bounds[name])))).toEqual([
      [],
      [],
      ["1 buy 1@100 [0] maker queue-reached"],
    ]);
    expect(bounds.expected).toEqual(await backtest(given));
    expect(new Set(BOUND_NAMES.map((name) => bounds[name].digest)).size).toBe(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    for (const name of BOUND_NAMES) {
      expect({ ...bounds[name].inputs, queue: "" }).toEqual({
        ...bounds.expected.inputs,
        queue: "",
      });
      // What lets their equity stand in one chart.
      expect(bounds[name].samples.timeNs).toEqual(bounds.expected.samples.timeNs);
    }
  });

  it("disputes a currency in which the three do not end with one sign", async () => {
    expect(disputedCurrencies(await backtestBounds(options(story(110))))).toEqual(["USDT"]);
    // All are filled, as the book crosses the order.
    const crossed: Row[] = story(110).with(3, ["depth", "sell", 100, 1, 101 * MS]);
    expect(disputedCurrencies(await backtestBounds(options(crossed)))).toEqual([]);
  });
});

describe("the run folder of bounds", () => {
  it("has bounds.json, lists it, and is otherwise that of the expected run", async () => {
    const bounds = await backtestBounds(options(story(110)));
    const { dir, files } = await written(bounds, "none");
    const plain = await written(undefined, "none");
    expect(files).toEqual([...plain.files, "bounds.json"]);
    for (const file of plain.files.slice(1)) expect(read(dir, file)).toBe(read(plain.dir, file));
    const run = JSON.parse(read(dir, "run.json")) as { files: string[]; digest: string };
    expect(run.files).toEqual(files);
    const json = JSON.parse(read(dir, "bounds.json")) as Record<string, { digest: string }>;
    expect(json).toMatchObject({ kind: "mexoms-bounds", format: 1, signDiffers: ["USDT"] });
    for (const name of BOUND_NAMES) {
      const { inputs, digest, outputsDigest, summary } = bounds[name];
      const text = JSON.stringify({ queue: inputs.queue, digest, outputsDigest, summary });
      expect(json[name]).toEqual(JSON.parse(text));
    }
    expect(json["expected"]!.digest).toBe(run.digest);
  });

  it("refuses bounds of another run", async () => {
    const bounds = await backtestBounds(options(story(110)));
    const result = await backtest(options(story(110)));
    const dir = new Scratch().file("run");
    await expect(writeRunFolder({ dir, result, bounds, report: "none" })).rejects.toThrow(
      /another/,
    );
  });
});

describe("the report of bounds", () => {
  const warning = /class="down[^>]*role="alert"[^<]*<?[^]*?USDT\s+depends on the queue alone/;

  it("shows the three equities, and in red that their signs differ, when they do", async () => {
    const bounds = await backtestBounds(options(story(110)));
    const text = read((await written(bounds)).dir, "report.html");
    const shown = [...text.matchAll(/data-field="boundEquity">([^<]*)</g)].map(
      ([, value]) => value,
    );
    expect(shown).toEqual(BOUND_NAMES.map((name) => bounds[name].summary[0]!.equity.toString()));
    expect(text).toMatch(warning);
    const crossed: Row[] = story(110).with(3, ["depth", "sell", 100, 1, 101 * MS]);
    const agreed = read((await written(await backtestBounds(options(crossed)))).dir, "report.html");
    expect(agreed).toContain('id="bounds"');
    expect(agreed).not.toMatch(warning);
  });

  it("draws three lines of equity from the samples, and one without bounds", async () => {
    const equityIn = (dir: string): ReportData["equity"][number] => {
      const found = /id="report-data">([^<]*)</.exec(read(dir, "report.html"))!;
      return (JSON.parse(found[1]!) as ReportData).equity[0]!;
    };
    const bounds = await backtestBounds(options(story(110)));
    const drawn = equityIn((await written(bounds)).dir);
    const amounts = (name: "pessimistic" | "expected" | "optimistic"): number[] =>
      bounds[name].samples.equity[0]!.amount.map((money) => Number(money.toString()));
    expect(drawn.amount).toEqual(amounts("expected"));
    expect(drawn.bounds).toEqual({
      pessimistic: amounts("pessimistic"),
      optimistic: amounts("optimistic"),
    });
    expect(drawn.bounds!.optimistic.at(-1)).toBeGreaterThan(0);
    const plain = await written(undefined);
    expect(equityIn(plain.dir).bounds).toBeUndefined();
    expect(read(plain.dir, "report.html")).not.toContain('id="bounds"');
  });

  if (BROWSER_PATH === undefined) {
    it("says why it was not opened", () => {
      console.log("not run: the report of bounds in a browser, for want of Chromium");
    });
  }

  it.runIf(BROWSER_PATH !== undefined)(
    "opens with the three runs and the peak as named lines",
    async () => {
      const { reportFile } = await written(await backtestBounds(options(story(110))));
      const browser = await openBrowser();
      try {
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.goto(pathToFileURL(reportFile!).href);
        const labels = await page.locator(".chart.equity .u-legend .u-label").allTextContents();
        expect(labels.slice(1)).toEqual(["Expected", "Peak", "Pessimistic", "Optimistic"]);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
