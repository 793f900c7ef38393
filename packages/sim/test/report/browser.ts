import { chromium, type Browser } from "playwright-core";
import { CHROMIUM_TOOL, findTool } from "../scripts/system-tools.ts";

/** Path of the browser that scripts/test.mjs found, or of one in PATH. */
export const BROWSER_PATH: string | undefined = findTool(CHROMIUM_TOOL, process.env);

/** A browser that keeps to itself: nothing it does by its own will touches the network. */
export async function openBrowser(): Promise<Browser> {
  if (BROWSER_PATH === undefined) throw new Error("no browser: set CHROMIUM or install chromium");
  return chromium.launch({
    executablePath: BROWSER_PATH,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
