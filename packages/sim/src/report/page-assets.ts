import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { fail } from "@mexoms/core/internal";

/** The script and the style sheet of a page, each in one piece. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Where a page's code and looks begin, within this package. */
export interface PageSources {
  readonly script: string;
  readonly style: string;
  /** Whether the code brings uPlot along, and so its licence. */
  readonly uplot: boolean;
}

/** Bundles a page's own code with what it imports. Equal sources give equal bytes. */
export async function pageAssets(sources: PageSources): Promise<PageAssets> {
  // Loaded when needed: what writes no page does not wait for it.
  const { build } = await import("esbuild");
  const bundle = await build({
    entryPoints: {
      script: packageFile(sources.script),
      style: packageFile(sources.style),
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
    banner: sources.uplot ? { js: await chartLicence() } : {},
  });
  const text = (extension: string): string =>
    bundle.outputFiles.find((file) => file.path.endsWith(extension))?.text ??
    fail(`esbuild gave no ${extension} for ${sources.script}`);
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
