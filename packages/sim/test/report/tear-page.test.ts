import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/report.ts";
import { BROWSER_PATH, openBrowser } from "./browser.ts";
import { emptySheet, fullSheet } from "./edge-sheets.ts";
import { BTC_SWAP, ETH_SWAP, exampleRun } from "./example-run.ts";
import { coloursDrawn, type OpenPage, openReport, tooWide } from "./open-report.ts";
import { plainSheet, valuesOf, valuesOn } from "./sheet-values.ts";

const TWO = exampleRun({ seed: 4, samples: 900, instruments: [BTC_SWAP, ETH_SWAP], fillEvery: 20 });
const QUIET = exampleRun({ seed: 5, samples: 900, instruments: [BTC_SWAP], fillEvery: 1e9 });
const FULL = fullSheet(TWO, 6);
const EMPTY = emptySheet(QUIET);
const PAGES = {
  full: { result: TWO, tearSheet: FULL },
  empty: { result: QUIET, tearSheet: EMPTY },
};
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

if (BROWSER_PATH === undefined) {
  it("says why the tear sheet was not opened", () => {
    console.log("not run: the tear sheet in a browser, for want of Chromium");
  });
}

describe.runIf(BROWSER_PATH !== undefined)("the tear sheet in Chromium", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-tear-"));
  let browser: Browser;

  beforeAll(async () => {
    for (const [name, options] of Object.entries(PAGES)) {
      mkdirSync(path.join(folder, name));
      const versions = { mexoms: "0.0.0", node: process.versions.node };
      const page = await renderReport({ ...options, versions, command: undefined });
      writeFileSync(path.join(folder, name, "report.html"), page);
    }
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: keyof typeof PAGES, options: BrowserContextOptions = {}): Promise<OpenPage> =>
    openReport(browser, path.join(folder, name, "report.html"), options);

  it.each(["full", "empty"] as const)(
    "shows every value of the file, and a dash with its reason for what has no meaning (%s)",
    async (name) => {
      const { page, complaints } = await open(name);
      const { shown, dashes } = await valuesOn(page);
      expect(Object.fromEntries(shown)).toEqual(
        Object.fromEntries(valuesOf(plainSheet(PAGES[name].tearSheet))),
      );
      expect([...dashes.values()].filter((why) => why === "")).toEqual([]);
      expect(dashes.size).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it("says at the top whether each currency made money, and what made and lost most of it", async () => {
    const { page } = await open("full");
    for (const { currency, attribution } of FULL.currencies) {
      const verdict = page.locator(`[data-verdict="${currency}"]`);
      const headline = (await verdict.locator(".headline").innerText()).replaceAll("\n", " ");
      const { units } = attribution.equityChange;
      expect(headline).toContain(units > 0n ? "Profit +" : "Loss -");
      const { equityChange: _, ...parts } = attribution;
      const amounts = Object.values(parts).map((money) => money.toNumber());
      const why = await verdict.locator(".why").innerText();
      const [best, worst] = [...why.matchAll(/[-+][\d.]+\d/g)].map(Number);
      expect(best).toBe(Math.max(...amounts));
      expect(worst).toBe(Math.min(...amounts));
      const box = (await verdict.locator(".headline").boundingBox())!;
      if (currency === "USDT") expect(box.y).toBeLessThan(400);
    }
    await page.close();
  });

  it("draws the waterfall so that each bar begins where the one before it ended", async () => {
    const { page } = await open("full");
    const table = page.locator("[data-verdict=USDT] .waterfall");
    const bars = await table.locator(".track").evaluateAll((tracks) =>
      tracks.map((track) => {
        const width = track.getBoundingClientRect().width;
        const left = track.getBoundingClientRect().left;
        const bar = track.querySelector(".plus, .minus, .sum")!;
        const box = bar.getBoundingClientRect();
        const from = (box.left - left) / width;
        return { down: bar.className === "minus", from, to: (box.right - left) / width };
      }),
    );
    const ends = bars.map(({ down, from, to }) => (down ? from : to));
    for (const [i, { down, from, to }] of bars.slice(0, -1).entries()) {
      if (i > 0) expect(down ? to : from).toBeCloseTo(ends[i - 1]!, 1);
    }
    const sum = bars.at(-1)!;
    const last = ends.at(-2)!;
    expect(Math.min(Math.abs(sum.from - last), Math.abs(sum.to - last))).toBeLessThan(0.02);
    await page.close();
  });

  it("changes the curves and the rows with the choice of groups, by keyboard too", async () => {
    const { page, complaints } = await open("full");
    const section = page.locator("#markouts-0");
    const rows = section.locator(".sheet tbody:not([hidden]) tr");
    const curves = section.locator(".u-legend .u-series:not(:first-child)");
    expect(await rows.count()).toBe(1);
    expect(await coloursDrawn(section, ["buy", "sell"])).toEqual(["buy"]);
    await section.locator("select").selectOption("side");
    expect(await rows.count()).toBe(2);
    expect(await curves.count()).toBe(2);
    expect(await coloursDrawn(section, ["buy", "sell"])).toEqual(["buy", "sell"]);
    await section.locator("select").focus();
    await page.keyboard.press("ArrowDown");
    expect(await rows.count()).toBe(3);
    await section.locator("select").selectOption("hour");
    expect(await rows.count()).toBe(24);
    expect(await curves.count()).toBe(6);
    expect(await section.locator(".note").innerText()).toContain(
      "6 groups with the most fills of 24",
    );
    expect(await page.locator("#markouts-1 .sheet tbody:not([hidden]) tr").count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("keeps the chosen curves through a change of width and of theme", async () => {
    const { page } = await open("full", {
      viewport: { width: 1280, height: 800 },
      colorScheme: "light",
    });
    const section = page.locator("#markouts-0");
    await section.locator("select").selectOption("side");
    await page.setViewportSize({ width: 700, height: 800 });
    const width = (): Promise<number> =>
      section.locator("canvas").evaluate((one) => one.clientWidth);
    await expect.poll(width).toBeLessThan(700);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(() => coloursDrawn(section, ["buy", "sell"])).toEqual(["buy", "sell"]);
    await page.close();
  });

  it("explains a figure where it is pointed at, focused or tapped, as the glossary does", async () => {
    const { page } = await open("full", PHONE);
    const tip = page.locator("#tip");
    expect(await tip.isHidden()).toBe(true);
    const name = page.locator("a.term[href='#term-fillRatio']").first();
    const meaning = await page.locator("#term-fillRatio dd").innerText();
    await name.tap();
    expect(await tip.innerText()).toBe(meaning);
    const box = (await tip.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
    await page.locator("h1").tap();
    expect(await tip.isHidden()).toBe(true);
    await name.focus();
    expect(await name.getAttribute("aria-describedby")).toBe("tip");
    await page.keyboard.press("Escape");
    expect(await tip.isHidden()).toBe(true);
    await name.hover();
    expect(await tip.innerText()).toBe(meaning);
    const broken = await page
      .locator("a[href^='#']")
      .evaluateAll((links) =>
        links
          .map((link) => link.getAttribute("href")!.slice(1))
          .filter((id) => document.getElementById(id) === null),
      );
    expect(broken).toEqual([]);
    await page.close();
  });

  it.each(["full", "empty"] as const)(
    "fits 360 pixels and 1280, light and dark (%s)",
    async (name) => {
      for (const colorScheme of ["light", "dark"] as const) {
        for (const size of [PHONE, { viewport: { width: 1280, height: 800 } }]) {
          const { page, complaints } = await open(name, { ...size, colorScheme });
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width).toBe(size.viewport.width);
          expect(await tooWide(page)).toEqual([]);
          expect(complaints).toEqual([]);
          await page.close();
        }
      }
    },
  );

  it("has the deals of an arbitrage only where there were any", async () => {
    const full = await open("full");
    expect(await full.page.locator("#arbitrage").count()).toBe(1);
    const gates = await full.page.locator("[data-tear^='arbitrage.gated.']").allInnerTexts();
    expect(gates).toEqual(["93,000", "100", "4"]);
    const empty = await open("empty");
    expect(await empty.page.locator("#arbitrage, a[href='#arbitrage'], #term-gated").count()).toBe(
      0,
    );
    await full.page.close();
    await empty.page.close();
  });

  it("prints all groups, without what only a screen can use", async () => {
    const paperSize = { viewport: { width: 794, height: 1123 } };
    const { page } = await open("full", { ...paperSize, colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    const paper = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await paper()).toBe("rgb(255, 255, 255)");
    await expect.poll(() => coloursDrawn(page.locator("#markouts-0"), ["buy"])).toEqual(["buy"]);
    expect(await page.locator("#markouts-0 .sheet tbody tr").last().isVisible()).toBe(true);
    expect(await page.locator("#markouts-0 select").isVisible()).toBe(false);
    await page.close();
  });

  it("names every chart, table and control", async () => {
    const { page } = await open("full");
    const nameless = await page
      .locator("[role=img], [role=region], select, nav, section")
      .evaluateAll((all) =>
        all
          .filter((one) => !one.hasAttribute("aria-label") && !one.hasAttribute("aria-labelledby"))
          .filter((one) => one.closest("label, .glossary") === null)
          .map((one) => one.outerHTML.slice(0, 80)),
      );
    expect(nameless).toEqual([]);
    await page.close();
  });
});
