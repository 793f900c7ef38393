// Remakes docs/images/report.png: a picture of the report of a run on the bundled SYNTHETIC tape.
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
const PICTURE = path.join(ROOT, "docs/images/report.png");
const MAX_BYTES = 250_000;
const VIEW = { width: 1280, height: 1374 };
// The run of `pnpm start`, but for where it is written to.
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
const RUN = scripts.start
  .replace(/^.* (?=backtest )/, "")
  .replace(/ --out \S+$/, "")
  .split(" ");

// playwright-core is a dependency of the package whose tests look at the same page.
const { chromium } = createRequire(path.join(ROOT, "packages/sim/package.json"))("playwright-core");

const folder = mkdtempSync(path.join(tmpdir(), "mexoms-picture-"));
try {
  const command = path.join(ROOT, "packages/cli/dist/src/main.js");
  const { status } = spawnSync(process.execPath, [command, ...RUN, "--out", `${folder}/run`], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("the run failed");
  await takePicture(pathToFileURL(path.join(folder, "run/report.html")).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { size } = statSync(PICTURE);
console.log(`${path.relative(ROOT, PICTURE)}: ${size} bytes`);
if (size > MAX_BYTES) throw new Error(`the picture is larger than ${MAX_BYTES} bytes`);

/** @param {string} address */
async function takePicture(address) {
  const tool = SYSTEM_TOOLS.find(({ name }) => name === "Chromium");
  const executablePath = findTool(tool, process.env);
  if (executablePath === undefined) throw new Error(`no Chromium: ${installLine(tool)}`);
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage({ viewport: VIEW, colorScheme: "light" });
    await page.goto(address);
    await page.locator("canvas").first().waitFor();
    mkdirSync(path.dirname(PICTURE), { recursive: true });
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
}
