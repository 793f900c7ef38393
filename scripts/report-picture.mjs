// Remakes docs/images/report.png and sweep.png: the reports of a run and of a sweep on the bundled
// SYNTHETIC tape.
//
//   node scripts/report-picture.mjs      (after a build; needs Chromium, see system-tools.mjs)
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findTool, installLine, SYSTEM_TOOLS } from "./system-tools.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PICTURES = path.join(ROOT, "docs/images");
const COMMAND = path.join(ROOT, "packages/cli/dist/src/main.js");
const MAX_BYTES = 250_000;
const TAPE = path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape");
// The run of `pnpm start`, but for where it is written to.
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
const RUN = scripts.start
  .replace(/^.* (?=backtest )/, "")
  .replace(/ --out \S+$/, "")
  .split(" ");
// The sweep of the README.
const SWEEP_PART = { first: ".warnings", last: "section[aria-labelledby=heat-title]" };
const GRID = ["spread=4bps:16bps:2bps", "levels=1:4"];

// playwright-core is a dependency of the package whose tests look at the same page.
const { chromium } = createRequire(path.join(ROOT, "packages/sim/package.json"))("playwright-core");

const folder = mkdtempSync(path.join(tmpdir(), "mexoms-picture-"));
try {
  const run = path.join(folder, "run");
  mexoms(...RUN, "--out", run);
  const sweep = path.join(folder, "sweep-market-maker");
  const project = ["--project", folder];
  mexoms("sweep", "market-maker", "--tape", TAPE, "--grid", ...GRID, ...project, "--out", sweep);
  mexoms("report", sweep, "--tape", TAPE, ...project);
  await takePictures([
    { page: run, picture: "report.png", view: { width: 1280, height: 1374 } },
    { page: sweep, picture: "sweep.png", view: { width: 1280, height: 1374 }, of: SWEEP_PART },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string[]} args */
function mexoms(...args) {
  const { status } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`mexoms ${args[0]} failed`);
}

/** @param {{ page: string, picture: string, view: { width: number, height: number }, of?: { first: string, last: string } }[]} pictures */
async function takePictures(pictures) {
  const tool = SYSTEM_TOOLS.find(({ name }) => name === "Chromium");
  const executablePath = findTool(tool, process.env);
  if (executablePath === undefined) throw new Error(`no Chromium: ${installLine(tool)}`);
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"];
  const browser = await chromium.launch({ executablePath, args });
  try {
    mkdirSync(PICTURES, { recursive: true });
    for (const { page: dir, picture, view, of } of pictures) {
      const look = of ? { deviceScaleFactor: 0.75 } : {};
      const page = await browser.newPage({ viewport: view, colorScheme: "light", ...look });
      await page.goto(pathToFileURL(path.join(dir, "report.html")).href);
      await page.locator("canvas").first().waitFor();
      const file = path.join(PICTURES, picture);
      const part = of && { fullPage: true, clip: await partOf(page, of, view) };
      await page.screenshot({ path: file, ...part });
      const { size } = statSync(file);
      console.log(`${path.relative(ROOT, file)}: ${size} bytes`);
      if (size > MAX_BYTES) throw new Error(`${picture} is larger than ${MAX_BYTES} bytes`);
    }
  } finally {
    await browser.close();
  }
}

/**
 * From the top of one card to the bottom of another.
 * @param {import("playwright-core").Page} page
 * @param {{ first: string, last: string }} of
 * @param {{ width: number }} view
 */
async function partOf(page, of, { width }) {
  const top = await page.locator(of.first).boundingBox();
  const bottom = await page.locator(of.last).boundingBox();
  const gap = 12;
  const y = top.y - gap;
  return { x: 0, y, width, height: bottom.y + bottom.height + gap - y };
}
