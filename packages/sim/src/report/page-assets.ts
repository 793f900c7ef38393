import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { fail } from "@mexoms/core/internal";

/** The script and the style sheet of the page, each in one piece, with the licence of uPlot. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Bundles the page's own code with uPlot. Equal sources give equal bytes. */
export async function pageAssets(): Promise<PageAssets> {
  // Loaded when needed: what writes no page does not wait for it.
  const { build } = await import("esbuild");
  const bundle = await build({
    entryPoints: {
      script: packageFile("dist/report-page/main.js"),
      style: packageFile("report-page/page.css"),
    },
    outdir: packageFile("dist"),
    absWorkingDir: packageFile("."),
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    charset: "ascii",
    logLevel: "silent",
    banner: { js: await chartLicence() },
  });
  const text = (extension: string): string =>
    bundle.outputFiles.find((file) => file.path.endsWith(extension))?.text ??
    fail(`esbuild gave no ${extension} for the report page`);
  return { script: text(".js"), style: text(".css") };
}

/** uPlot's licence asks that its text goes wherever its code goes. */
async function chartLicence(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("uplot/package.json");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  const licence = await readFile(manifest.replace(/package\.json$/, "LICENSE"), "utf8");
  return `/*! uPlot ${version}, https://github.com/leeoniya/uPlot\n\n${licence.trim()}\n*/`;
}

function packageFile(name: string): string {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url));
}
