import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and requests other than for the page. */
  readonly complaints: string[];
}

/** Opens a report from its file, as a reader does. */
export async function openReport(
  browser: Browser,
  file: string,
  options: BrowserContextOptions,
): Promise<OpenPage> {
  const page = await browser.newPage(options);
  const address = pathToFileURL(file).href;
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== address) complaints.push(`requested ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints };
}

/** Which of the page's colours are on a chart's canvas. */
export async function coloursDrawn(chart: Locator, names: readonly string[]): Promise<string[]> {
  return chart.locator("canvas").evaluate((element, variables) => {
    const canvas = element as HTMLCanvasElement;
    const context = canvas.getContext("2d")!;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const style = getComputedStyle(document.documentElement);
    return variables.filter((name) => {
      const hex = style.getPropertyValue(`--${name}`).trim();
      const wanted = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      let found = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (wanted.every((value, part) => Math.abs(data[i + part]! - value) < 3)) found += 1;
      }
      return found > 50;
    });
  }, names);
}

/** Elements that reach out of the window, other than those in a box that scrolls by itself. */
export async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("main *")]
      .filter((one) => one.closest(".scroll, .hidden") === null)
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
      .map((one) => `${one.tagName}.${one.className}`),
  );
}
