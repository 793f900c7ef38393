import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { METRICS } from "@mexoms/sim/engine";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvLines } from "../../src/sweep/trial-texts.ts";
import { BROWSER_PATH, openBrowser } from "../report/browser.ts";
import { coloursDrawn, type OpenPage, openReport, tooWide } from "../report/open-report.ts";
import { emptyAnalysis, fullAnalysis } from "./example-analysis.ts";
import { exampleSweep } from "./example-sweep.ts";
import { drawn, heatCells, tableRows, tableTrials, writePage } from "./open-sweep.ts";

const GRID = { levels: ["1", "3", "5"], modes: ["plain", "skewed"] };
const FULL = exampleSweep({ ...GRID, seed: 3, spreads: 20, failEvery: 17, missing: ["9bps"] });
const FAILED = exampleSweep({ ...GRID, seed: 3, spreads: 3, failEvery: 1 });
const LARGE = exampleSweep({
  seed: 5,
  spreads: 100,
  levels: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
  modes: ["plain", "skewed"],
  failEvery: 0,
});
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const MEGABYTE = 1e6;

if (BROWSER_PATH === undefined) {
  it("says why the page of a sweep was not opened", () => {
    console.log("not run: the page of a sweep in a browser, for want of Chromium");
  });
}

describe.runIf(BROWSER_PATH !== undefined)("the page of a sweep in Chromium", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-sweep-page-"));
  const files: Record<string, string> = {};
  let browser: Browser;

  beforeAll(async () => {
    const pages = {
      full: [FULL, fullAnalysis(FULL)],
      failed: [FAILED, emptyAnalysis(FAILED)],
      large: [LARGE, fullAnalysis(LARGE)],
    } as const;
    for (const [name, [record, analysis]] of Object.entries(pages)) {
      const of = path.join(folder, name);
      mkdirSync(of);
      files[name] = await writePage(of, record, analysis);
    }
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: string, options: BrowserContextOptions = {}): Promise<OpenPage> =>
    openReport(browser, files[name]!, options);

  it("draws a cell for each pair of values, in colours, and what has no trial apart", async () => {
    const { page, complaints } = await open("full");
    const { values, empty, colours } = await heatCells(page);
    expect(values.length + empty).toBe(20 * 3);
    expect(empty).toBe(1);
    expect(colours).toBeGreaterThan(20);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("changes the heat map with each of its selectors", async () => {
    const { page } = await open("full");
    const seen = [(await heatCells(page)).values.join()];
    for (const [id, value] of [
      ["heat-y", "2"],
      ["heat-rule", "median"],
      ["heat-rule", "mean"],
      ["heat-rule", "pointed-out"],
      ["metric", "5"],
      ["heat-x", "1"],
    ] as const) {
      await page.locator(`#${id}`).selectOption(value);
      await drawn(page);
      seen.push((await heatCells(page)).values.join());
    }
    expect(new Set(seen).size).toBe(seen.length);
    const { values, empty } = await heatCells(page);
    expect(values.length + empty).toBe(3 * 2);
    await page.close();
  });

  it("does not let one parameter stand on both axes of the heat map", async () => {
    const { page } = await open("full");
    await page.locator("#heat-x").selectOption("1");
    expect(await page.locator("#heat-y").inputValue()).not.toBe("1");
    await page.close();
  });

  it("shows in a cell of the rule best the best figure of the pair's trials, verbatim", async () => {
    const { page } = await open("full");
    const { values } = await heatCells(page);
    const best = new Map<string, number>();
    const texts = new Map<number, string>();
    for (const { trial, outcome } of FULL.rows) {
      if (outcome === undefined) continue;
      const pair = `${trial.point["halfSpread"]},${trial.point["levels"]}`;
      const pnl = Number(outcome.metrics.pnl);
      texts.set(pnl, `${outcome.metrics.pnl} USDT`);
      best.set(pair, Math.max(best.get(pair) ?? -Infinity, pnl));
    }
    expect(new Set(values)).toEqual(new Set([...best.values()].map((pnl) => texts.get(pnl))));
    expect(values.length).toBe(best.size);
    await page.close();
  });

  it("has the numbers of trials.csv in its table, exact ones digit by digit", async () => {
    const { page } = await open("full");
    const [head, ...lines] = [...csvLines(FULL.rows)].map((line) => line.trimEnd().split(","));
    const csv = new Map(
      lines.map((cells) => [
        Number(cells[0]),
        Object.fromEntries(cells.map((cell, i) => [head![i]!, cell])),
      ]),
    );
    const rows = await tableRows(page);
    expect(rows.length).toBe(FULL.rows.filter(({ outcome }) => outcome !== undefined).length);
    for (const { number, point, shown, whole } of rows) {
      const of = csv.get(number)!;
      expect(point).toEqual(["halfSpread", "levels", "mode"].map((name) => of[`param.${name}`]));
      for (const { name, exact } of METRICS) {
        if (of[name] === "") expect(shown[name]).toBe("-");
        else expect(whole[name]).toBe(of[name]);
        if (exact) expect(shown[name]).toBe(of[name]);
      }
    }
    await page.close();
  });

  it("has the texts of trials.csv beside the bars of the sensitivity", async () => {
    const { page } = await open("full");
    const texts = await page.locator("#sensitivity .bars .number").allInnerTexts();
    const known = new Set(FULL.rows.map(({ outcome }) => `${outcome?.metrics.pnl} USDT`));
    const shown = texts.map((text) => text.split("\n")[0]!);
    expect(shown.length).toBe(10);
    expect(shown.filter((text) => !known.has(text))).toEqual(["failed"]);
    await page.close();
  });

  it("narrows the table and the heat map by words, ranges, boxes and figures alike", async () => {
    const { page } = await open("full");
    const all = await tableTrials(page);
    await page.locator("#filter-text").fill("mode=skewed levels=3");
    await drawn(page);
    const words = await tableTrials(page);
    expect(words.length).toBeLessThan(all.length / 4);
    expect((await heatCells(page)).values.length).toBe(words.length);
    await page.locator("#filter-clear").click();
    await page.locator(".filter-bar summary").click();
    await page.getByLabel("halfSpread to").selectOption({ label: "5bps" });
    await page.getByRole("checkbox", { name: "plain" }).uncheck();
    await drawn(page);
    const some = FULL.rows
      .filter(({ outcome }) => outcome !== undefined)
      .filter(({ trial: { point } }) => point["mode"] === "skewed")
      .filter(({ trial: { point } }) => Number.parseFloat(point["halfSpread"]!) <= 5);
    expect(new Set(await tableTrials(page))).toEqual(new Set(some.map(({ number }) => number)));
    const pairs = new Set(
      some.map(({ trial: { point } }) => `${point["halfSpread"]},${point["levels"]}`),
    );
    expect((await heatCells(page)).values.length).toBe(pairs.size);
    await page.getByLabel("pnl, USDT from").fill("0");
    await page.keyboard.press("Tab");
    await drawn(page);
    const earning = some.filter(({ outcome }) => Number(outcome!.metrics.pnl) >= 0);
    expect(earning.length).toBeLessThan(some.length);
    expect((await tableTrials(page)).length).toBe(earning.length);
    // One mode is left, so that each trial has a cell of its own.
    const figures = earning.map(({ outcome }) => `${outcome!.metrics.pnl} USDT`);
    expect((await heatCells(page)).values.toSorted()).toEqual(figures.toSorted());
    expect(await page.locator("#filter-status").innerText()).toContain(`${earning.length} of`);
    await page.locator("#filter-clear").click();
    await drawn(page);
    expect((await tableTrials(page)).length).toBe(all.length);
    await page.close();
  });

  it("narrows all views by a drag along an axis of the parallel lines", async () => {
    const { page } = await open("full");
    const before = (await heatCells(page)).values.length;
    const canvas = page.locator("#parallel canvas");
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + 64, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 64, box.y + 150, { steps: 4 });
    await page.mouse.up();
    await drawn(page);
    const shown = await tableTrials(page);
    const spreads = FULL.rows
      .filter(({ number }) => shown.includes(number))
      .map(({ trial }) => Number.parseFloat(trial.point["halfSpread"]!));
    expect(Math.min(...spreads)).toBeGreaterThan(10);
    expect(Math.max(...spreads)).toBe(20);
    expect((await heatCells(page)).values.length).toBeLessThan(before);
    await page.close();
  });

  it("says that no trial passes, in place of drawing nothing", async () => {
    const { page, complaints } = await open("full");
    await page.locator("#filter-text").fill("nothing-like-this");
    await drawn(page);
    expect(await page.locator("#trials [role=status]").innerText()).toContain("No trial");
    expect(await page.locator("#heat-legend").innerText()).toContain("No trial");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("sorts by a column from the keyboard, and walks over the heat map with arrows", async () => {
    const { page } = await open("full");
    const head = page.locator("#trials thead button", { hasText: "fills" }).first();
    await head.focus();
    await page.keyboard.press("Enter");
    const fills = (await tableRows(page)).map(({ whole }) => Number(whole["fills"]));
    expect(fills).toEqual(fills.toSorted((a, b) => b - a));
    await page.locator("#heat svg").focus();
    const first = await page.locator("#heat-readout").innerText();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowUp");
    const second = await page.locator("#heat-readout").innerText();
    expect(first).toContain("halfSpread 1bps, levels 1");
    expect(second).toContain("halfSpread 2bps, levels 3");
    expect(await page.locator("#heat .cursor").isVisible()).toBe(true);
    await page.close();
  });

  it.each(["[data-slice=levels]", "#pareto"])(
    "walks over all trials of %s with arrows, says each, and marks one by Enter",
    async (selector) => {
      const { page } = await open("full");
      const view = page.locator(selector);
      await view.focus();
      await page.keyboard.press("Home");
      const said = new Set<string>();
      const trials = FULL.rows.filter(({ outcome }) => outcome !== undefined);
      for (let i = 0; i < trials.length; i++) {
        said.add(/Trial (\d+);/.exec((await view.getAttribute("aria-label"))!)![1]!);
        await page.keyboard.press("ArrowUp");
      }
      expect(said.size).toBe(trials.length);
      expect(await view.locator(".cursor").isVisible()).toBe(true);
      const best = await page.locator("#tip").innerText();
      await page.keyboard.press("ArrowLeft");
      const other = await page.locator("#tip").innerText();
      expect(other).not.toBe(best);
      await page.keyboard.press("Enter");
      await drawn(page);
      const number = /Trial (\d+)/.exec(other)![1];
      expect(await page.locator("#filter-status").innerText()).toContain(`marked: trial ${number}`);
      await page.close();
    },
  );

  it("shows for each of the ten best trials what its bars add up to in each hour", async () => {
    const { page } = await open("full");
    const table = page.locator("#stability .cells").first();
    const shown = await table.locator("tbody tr").evaluateAll((lines) =>
      lines.map((line) => ({
        number: Number(line.querySelector("th")!.firstChild!.textContent),
        cells: [...line.querySelectorAll<HTMLElement>("[style]")].map(({ title }) => title),
      })),
    );
    expect(shown.length).toBe(10);
    for (const { number, cells } of shown) {
      const { bars } = FULL.rows.find((row) => row.number === number)!.outcome!;
      expect(cells.length).toBe(48);
      for (const [hour, title] of cells.entries()) {
        const sum = bars.slice(60 * hour, 60 * hour + 60).reduce((total, bar) => total + bar, 0);
        expect(title).toMatch(/^2024-08-0[89]T\d\d:00Z: /);
        expect(Number(title.split(": ")[1])).toBe(Number(sum.toPrecision(4)));
      }
    }
    await page.close();
  });

  it("reaches every control by Tab alone", async () => {
    const { page } = await open("full");
    const wanted = [
      "metric",
      "filter-text",
      "heat-x",
      "heat-y",
      "heat-rule",
      "pareto-x",
      "pareto-y",
      "pareto",
      "slice halfSpread",
      "slice levels",
      "slice mode",
    ];
    const reached = new Set<string>();
    for (let i = 0; i < 120 && !wanted.every((id) => reached.has(id)); i++) {
      await page.keyboard.press("Tab");
      reached.add(
        await page.evaluate(() => {
          const { id, dataset } = document.activeElement as HTMLElement;
          return id === "" && dataset["slice"] !== undefined ? `slice ${dataset["slice"]}` : id;
        }),
      );
    }
    expect(wanted.filter((id) => !reached.has(id))).toEqual([]);
    await page.close();
  });

  it("marks a trial everywhere when its number is clicked", async () => {
    const { page } = await open("full");
    const third = page.locator("#trials tbody tr").nth(2);
    const number = await third.getAttribute("data-trial");
    await third.locator("button").click();
    await drawn(page);
    expect(await page.locator("#trials tr.marked").getAttribute("data-trial")).toBe(number);
    expect(await page.locator("#filter-status").innerText()).toContain(`trial ${number}`);
    await page.close();
  });

  it("says under the pointer which trial a point is", async () => {
    const { page } = await open("full");
    const cell = page.locator("#heat rect.cell").first();
    await cell.hover();
    const tip = await page.locator("#tip").innerText();
    expect(tip).toContain("halfSpread");
    expect(tip).toContain((await cell.getAttribute("data-value"))!);
    await page.keyboard.press("Escape");
    expect(await page.locator("#tip").isVisible()).toBe(false);
    await page.close();
  });

  it.each([
    ["light", {}],
    ["dark", {}],
    ["light", PHONE],
    ["dark", PHONE],
  ] as const)("is drawn whole in %s on any width", async (colorScheme, device) => {
    const { page, complaints } = await open("full", { colorScheme, ...device });
    await drawn(page);
    expect(await coloursDrawn(page.locator("[data-slice=halfSpread]"), ["accent"])).toEqual([
      "accent",
    ]);
    expect(await coloursDrawn(page.locator("#pareto"), ["accent"])).toEqual(["accent"]);
    expect(await coloursDrawn(page.locator("#parallel"), ["text"])).toEqual(["text"]);
    expect(await tooWide(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("shows each warning with its figures and what to do, above the trials", async () => {
    const { page } = await open("full");
    const warnings = page.locator("#warnings li");
    expect(await warnings.count()).toBe(2);
    expect(await warnings.nth(1).innerText()).toMatch(/35 %[\s\S]*calibrate[\s\S]*ratio 0.35/);
    const [top, trials] = await Promise.all(
      ["#warnings", "#trials"].map((id) => page.locator(id).boundingBox()),
    );
    expect(top!.y).toBeLessThan(trials!.y);
    await page.close();
  });

  it("links to tear sheets beside it, and only to these", async () => {
    const { page } = await open("full");
    const outward = await page
      .locator("a")
      .evaluateAll((links) =>
        links.map((a) => a.getAttribute("href")!).filter((href) => !href.startsWith("#")),
      );
    expect(outward).toEqual(["best/45/report.html"]);
    const inward = await page
      .locator("nav a")
      .evaluateAll((links) => links.map((a) => a.getAttribute("href")!));
    for (const href of inward) expect(await page.locator(href).count(), href).toBe(1);
    await page.close();
  });

  it("of a sweep whose trials all failed says so, with the reasons", async () => {
    const { page, complaints } = await open("failed");
    expect(await page.locator("main").innerText()).toContain("No trial of the search gave");
    expect(await page.locator("#failed").innerText()).toContain('below the lot <of "BTC">');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("of 2,000 trials stays below 3 MB, and answers a filter at once", async () => {
    expect(statSync(files["large"]!).size).toBeLessThan(3 * MEGABYTE);
    const { page, complaints } = await open("large");
    // Many values of a parameter are put together, so that cells can be seen.
    expect((await heatCells(page)).values.length).toBe(12 * 10);
    await page.locator("#filter-text").fill("mode=plain");
    await drawn(page);
    const tookMs = await page.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>("#filter-text")!;
      const startMs = performance.now();
      input.value = "";
      input.dispatchEvent(new Event("input"));
      await new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      });
      return performance.now() - startMs;
    });
    // Far more than it takes, for a machine that is busy with other things.
    expect(tookMs).toBeLessThan(2000);
    expect(await page.locator("#filter-status").innerText()).toContain("all 2000 trials");
    expect(complaints).toEqual([]);
    console.log(`2,000 trials drawn again in ${tookMs.toFixed(0)} ms`);
    await page.close();
  });
});
