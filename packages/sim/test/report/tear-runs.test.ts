import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeRunFolder } from "@mexoms/sim";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSER_PATH, openBrowser } from "./browser.ts";
import { coloursDrawn, type OpenPage, openReport, tooWide } from "./open-report.ts";
import { quotingRun } from "./quoting-runs.ts";
import { EXACT, valuesOf, valuesOn } from "./sheet-values.ts";

const RUNS = {
  swap: quotingRun({ markets: [0], minutes: 4, halfBps: 2, refresh: "250ms" }),
  currencies: quotingRun({ markets: [0, 1, 2], minutes: 2, halfBps: 1, refresh: "250ms" }),
  quiet: quotingRun({ markets: [0], minutes: 1, halfBps: 500, refresh: "1000ms" }),
  busy: quotingRun({ markets: [0], minutes: 15, halfBps: 0.1, refresh: "20ms" }),
};
const NAMES = Object.keys(RUNS) as (keyof typeof RUNS)[];
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

if (BROWSER_PATH === undefined) {
  it("says why the tear sheets of runs were not opened", () => {
    console.log("not run: tear sheets of runs in a browser, for want of Chromium");
  });
}

describe.runIf(BROWSER_PATH !== undefined)("the tear sheet of a run in Chromium", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-tear-runs-"));
  const file = (name: string): string => path.join(folder, name, "report.html");
  let browser: Browser;

  beforeAll(async () => {
    for (const name of NAMES) {
      await writeRunFolder({ dir: path.join(folder, name), ...RUNS[name], report: "html" });
    }
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: keyof typeof RUNS, options: BrowserContextOptions = {}): Promise<OpenPage> =>
    openReport(browser, file(name), options);

  it("tests runs with none, some and thousands of fills, in one currency and in two", () => {
    const fills = NAMES.map((name) => RUNS[name].result.fills.length);
    expect(fills[0]).toBeGreaterThan(20);
    expect(fills[2]).toBe(0);
    expect(fills[3]).toBeGreaterThan(2000);
    expect(RUNS.currencies.tearSheet.currencies.length).toBe(2);
  });

  it.each(NAMES)("shows every value of the sheet and draws every chart (%s)", async (name) => {
    const { page, complaints } = await open(name);
    const { shown, texts, dashes } = await valuesOn(page);
    const json = readFileSync(path.join(folder, name, "tearsheet.json"), "utf8");
    const { kind: _, ...sheet } = JSON.parse(json) as Record<string, unknown>;
    const values = valuesOf(sheet);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(values));
    const exact = [...values].filter(([at]) => EXACT.test(at));
    expect(exact.length).toBeGreaterThan(20);
    for (const [at, value] of exact) {
      expect(texts.get(at)!.replace("+", "").split(/\s/)[0], at).toBe(value);
    }
    expect([...dashes.values()].filter((why) => why === "")).toEqual([]);
    const hosts = await page.locator("[data-chart]").count();
    expect(await page.locator("[data-chart] canvas").count()).toBe(hosts);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("draws equity with its peak and drawdown, and markouts with their band", async () => {
    const { page } = await open("swap");
    expect(await coloursDrawn(page.locator(".chart.equity"), ["equity"])).toEqual(["equity"]);
    expect(await coloursDrawn(page.locator(".chart.curve"), ["buy"])).toEqual(["buy"]);
    const legend = page.locator("figure", { has: page.locator(".chart.inventory") });
    const { maxAbsQty } = RUNS.swap.tearSheet.instruments[0]!.inventory;
    expect(await legend.locator("figcaption").innerText()).toContain(
      `largest position, ${maxAbsQty}`,
    );
    await page.close();
  });

  it("tells of a run without a fill that there was none, and not that it was zero", async () => {
    const { page } = await open("quiet");
    const tiles = await page.locator(".tiles").innerText();
    expect(tiles.replaceAll("\n", " ")).toContain("Markout – no fill");
    expect(await page.locator(".why").innerText()).toBe("Nothing was earned and nothing was paid.");
    expect(await page.locator("#markouts-0").innerText()).toContain("No fill");
    expect(await page.locator("#markouts-0 select").count()).toBe(0);
    await page.close();
  });

  it("keeps the page of thousands of fills small, and says what it leaves out", async () => {
    const bytes = statSync(file("busy")).size;
    expect(bytes).toBeLessThan(2_500_000);
    const { page } = await open("busy");
    const total = RUNS.busy.result.fills.length.toLocaleString("en-US");
    expect(await page.locator("[data-field=fills-total]").textContent()).toBe(total);
    await page.close();
  });

  it.each(NAMES)("fits 360 pixels and 1280, light and dark (%s)", async (name) => {
    for (const [size, colorScheme] of [
      [PHONE, "dark"],
      [{ viewport: { width: 1280, height: 800 } }, "light"],
    ] as const) {
      const { page, complaints } = await open(name, { ...size, colorScheme });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBe(size.viewport.width);
      expect(await tooWide(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });
});
