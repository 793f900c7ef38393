import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import { moduleFolder, writeModule } from "../strategy-file/module-folder.ts";

/** Imports by URL, which is how a strategy's module names what it shares with its host. */
const URLS = /^file:/;

/**
 * Writes the module that worker threads of a sweep run, and returns its path: the strategy of
 * `modulePath`, which `loadStrategyFile` has made, joined with what runs its trials. Each thread keeps
 * the code of its own: one module takes a third of the memory of the two hundred that it is made
 * of, and is loaded sooner.
 */
export async function workerModule(modulePath: string): Promise<string> {
  const esbuild = await import("esbuild");
  const folder = import.meta.dirname;
  const entry = [
    `import * as strategy from ${JSON.stringify(pathToFileURL(modulePath).href)};`,
    `import { runWorker } from "./run-worker.js";`,
    `await runWorker(strategy.default);`,
  ];
  const { outputFiles } = await esbuild.build({
    stdin: { contents: entry.join("\n"), resolveDir: folder, sourcefile: "worker.js" },
    plugins: [sameFiles],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    legalComments: "none",
    tsconfigRaw: {},
    logLevel: "silent",
  });
  return writeModule(await moduleFolder(), "worker", outputFiles[0]!.text);
}

/** Joins what stands by URL; what is loaded only when needed stays where it lies. */
const sameFiles: Plugin = {
  name: "same-files",
  setup(build): void {
    build.onResolve({ filter: URLS }, (args) => ({ path: fileURLToPath(args.path) }));
    build.onResolve({ filter: /^\./ }, (args) => {
      if (args.kind !== "dynamic-import") return undefined;
      const file = path.resolve(args.resolveDir, args.path);
      return { path: pathToFileURL(file).href, external: true };
    });
  },
};
