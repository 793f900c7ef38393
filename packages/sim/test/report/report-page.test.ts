import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeRunFolder } from "@mexoms/sim";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSER_PATH, openBrowser } from "./browser.ts";
import { BTC_SWAP, ETH_SWAP, exampleRun } from "./example-run.ts";
import { coloursDrawn, type OpenPage, openReport, tooWide } from "./open-report.ts";

const ONE = exampleRun({ seed: 3, samples: 15_000, instruments: [BTC_SWAP], fillEvery: 30 });
const TWO = exampleRun({
  seed: 4,
  samples: 3000,
  instruments: [BTC_SWAP, ETH_SWAP],
  fillEvery: 20,
});
const PHONE = { width: 390, height: 844 };

if (BROWSER_PATH === undefined) {
  it("says why the report page was not opened", () => {
    console.log("not run: the report page in a browser, for want of Chromium");
  });
}

describe.runIf(BROWSER_PATH !== undefined)("the report page in Chromium", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-report-"));
  let browser: Browser;

  beforeAll(async () => {
    for (const [name, result] of Object.entries({ one: ONE, two: TWO })) {
      await writeRunFolder({ dir: path.join(folder, name), result, report: "html" });
    }
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (name: string, options: BrowserContextOptions = {}): Promise<OpenPage> =>
    openReport(browser, path.join(folder, name, "report.html"), options);

  const card = (page: Page, instrument: string): Locator =>
    page.locator(`.card[data-instrument="${instrument}"]`);

  const firstTime = (chart: Locator): Promise<string | null> =>
    chart.locator(".u-legend .u-value").first().textContent();

  it("asks for nothing, complains about nothing and draws every chart", async () => {
    const { page, complaints } = await open("one");
    expect(await page.locator(".chart canvas").count()).toBe(3);
    // In the whole run the market's thin lines lie under the dashes of our own quotes.
    for (let i = 0; i < 6; i++) await page.locator("#zoom-in").click();
    const market = ["market", "buy", "sell"];
    expect(await coloursDrawn(page.locator(".chart.price"), market)).toEqual(market);
    expect(await coloursDrawn(page.locator(".chart.equity"), ["equity"])).toEqual(["equity"]);
    expect(await coloursDrawn(page.locator(".chart.inventory"), ["position"])).toEqual([
      "position",
    ]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("shows the exact money of the result, with a sign that needs no colour", async () => {
    const { page } = await open("one");
    const [summary] = ONE.summary;
    const shown = card(page, summary!.instrument);
    for (const field of ["equity", "realized", "unrealized", "fees", "maxDrawdown"] as const) {
      const text = await shown.locator(`[data-field=${field}]`).textContent();
      expect(text, field).toBe(summary![field].toString());
    }
    const mark = await shown.locator(".gain .mark").textContent();
    expect(mark).toBe(summary!.equity.units < 0n ? "\u25bc" : "\u25b2");
    await page.close();
  });

  it("counts the fills of the result and lists them exactly", async () => {
    const { page } = await open("one");
    const total = await page.locator("[data-field=fills-total]").textContent();
    expect(Number(total!.replaceAll(",", ""))).toBe(ONE.fills.length);
    const cells = await page.locator(".fills tbody tr").first().locator("td").allTextContents();
    const fill = ONE.fills[0]!;
    expect(cells[0]).toMatch(/^2024-08-08 23:54:1\d\.\d{9}$/);
    expect(cells[1]).toContain(fill.side);
    expect(cells.slice(2)).toEqual([
      `${fill.price} USDT`,
      `${fill.qty} BTC`,
      fill.liquidity,
      fill.reason,
      `${fill.fee.toString()} USDT`,
      `${fill.side === "sell" ? "-" : ""}${fill.qty} BTC`,
    ]);
    await page.close();
  });

  it("narrows the fills by the words in the filter box and turns its pages", async () => {
    const { page } = await open("one");
    const status = page.locator("#fills [role=status]");
    const all = ONE.fills.length;
    expect(await status.textContent()).toBe(`1 to 50 of ${all}`);
    await page.locator("[data-page=on]").click();
    expect(await status.textContent()).toBe(`51 to 100 of ${all}`);
    await page.getByRole("searchbox").fill("sell traded");
    const wanted = ONE.fills.filter((f) => f.side === "sell" && f.reason === "traded-through");
    const last = Math.min(50, wanted.length);
    expect(await status.textContent()).toBe(`1 to ${last} of ${wanted.length} matching of ${all}`);
    const rows = await page.locator(".fills tbody tr").allTextContents();
    expect(rows.every((row) => row.includes("sell") && row.includes("traded-through"))).toBe(true);
    await page.getByRole("searchbox").fill("no-such-reason");
    expect(await status.textContent()).toBe(`No fill matches, of ${all}`);
    await page.close();
  });

  it("moves one cursor and one zoom through all charts", async () => {
    const { page } = await open("one");
    const price = page.locator(".chart.price");
    const inventory = page.locator(".chart.inventory");
    expect(await page.locator("#zoom-reset").isDisabled()).toBe(true);
    await price.locator(".u-over").hover({ position: { x: 300, y: 80 } });
    const whole = await firstTime(price);
    expect(whole).toMatch(/^2024-08-0\d \d\d:\d\d:\d\d\.\d{3} UTC$/);
    await expect.poll(() => firstTime(inventory)).toBe(whole);
    const box = (await price.locator(".u-over").boundingBox())!;
    await page.mouse.move(box.x + 400, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.locator("#zoom-reset").isEnabled()).toBe(true);
    await inventory.locator(".u-over").hover({ position: { x: 300, y: 40 } });
    await expect.poll(() => firstTime(price)).not.toBe(whole);
    await expect.poll(() => firstTime(inventory)).not.toBe(whole);
    expect(await firstTime(inventory)).toBe(await firstTime(price));
    await page.locator("#zoom-reset").click();
    expect(await page.locator("#zoom-reset").isDisabled()).toBe(true);
    await page.locator(".fills button.time").nth(20).click();
    expect(await page.locator("#zoom-reset").isEnabled()).toBe(true);
    await page.close();
  });

  it("follows the theme of the system, charts included, without a reload", async () => {
    const { page } = await open("one", { colorScheme: "light" });
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await background()).not.toBe(light);
    const equity = page.locator(".chart.equity");
    await expect.poll(() => coloursDrawn(equity, ["equity"])).toEqual(["equity"]);
    await page.close();
  });

  it.each(["one", "two"])("fits a phone without sideways scrolling (%s)", async (name) => {
    const { page, complaints } = await open(name, {
      viewport: PHONE,
      isMobile: true,
      hasTouch: true,
    });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(PHONE.width);
    const wide = await tooWide(page);
    expect(wide).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("marks made-up data and states how much of it is drawn", async () => {
    const { page } = await open("one");
    expect(await page.locator(".badge").textContent()).toBe("SYNTHETIC");
    const note = page.locator("figure", { has: page.locator(".price") }).locator(".note");
    expect(await note.textContent()).toMatch(/ of 15,000 samples drawn, with every high and low$/);
    await page.close();
  });

  it("gives each of several instruments its card and charts, and a total", async () => {
    const { page, complaints } = await open("two");
    const kinds = await page
      .locator("[data-chart]")
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset["chart"]));
    expect(kinds).toEqual(["equity", "price", "inventory", "price", "inventory"]);
    const total = await page.locator("[data-total=USDT] [data-field=equity]").textContent();
    expect(total).toBe(TWO.samples.equity[0]!.amount.at(-1)!.toString());
    for (const { instrument, equity } of TWO.summary) {
      const text = await card(page, instrument).locator("[data-field=equity]").textContent();
      expect(text).toBe(equity.toString());
    }
    await page.getByRole("searchbox").fill("ethusdt");
    const eth = TWO.fills.filter((fill) => fill.instrument.endsWith("ETHUSDT")).length;
    expect(await page.locator("#fills [role=status]").textContent()).toContain(`${eth} matching`);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
