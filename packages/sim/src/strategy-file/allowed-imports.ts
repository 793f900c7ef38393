import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";

const CORE = "@mexoms/core";
const CORE_RX = "@mexoms/core/rx";
const DECIMAL = "decimal.js";
const RXJS = "rxjs";
const SHARED: readonly string[] = [CORE, CORE_RX, DECIMAL, RXJS];
const ALLOWED =
  `a strategy may import ${SHARED.map((name) => `"${name}"`).join(", ")}, its own files by ` +
  "relative path, and installed packages that use nothing of Node";
// Tells our own question to esbuild's resolver from an import in the code.
const ASKED_BY_US = Symbol("asked by us");

/**
 * How the imports of what the host shares with a strategy stand in the bundle: by name, or as the
 * URL of the copy that this process runs, so that both see the same classes.
 */
export type SharedImports = "by-name" | "by-url";

/** The URL of the core that this process runs. */
export function coreUrl(): string {
  return import.meta.resolve(CORE);
}

/** Lets in what a strategy may import and refuses the rest with the place of the import. */
export function allowedImports(shared: SharedImports): Plugin {
  return {
    name: "allowed-imports",
    setup(build): void {
      build.onResolve({ filter: /.*/ }, (args) => resolveImport(build, args, shared));
    },
  };
}

async function resolveImport(
  build: PluginBuild,
  args: OnResolveArgs,
  shared: SharedImports,
): Promise<OnResolveResult | undefined> {
  const name = args.path;
  const own = name.startsWith(".") || name.startsWith("#") || path.isAbsolute(name);
  if (args.kind === "entry-point" || args.pluginData === ASKED_BY_US || own) return undefined;
  if (SHARED.includes(name)) {
    return { path: shared === "by-name" ? name : await sharedUrl(build, name), external: true };
  }
  if (name.startsWith(`${CORE}/`)) return refused(`"${name}" is internal: import "${CORE}"`);
  if (isBuiltin(name)) return refused(`"${name}" belongs to Node: ${ALLOWED}`);
  if (/^[a-z]+:/i.test(name)) return refused(`"${name}" is not a file or package: ${ALLOWED}`);
  const { importer, namespace, kind, resolveDir } = args;
  const found = await build.resolve(name, {
    importer,
    namespace,
    kind,
    resolveDir,
    pluginData: ASKED_BY_US,
  });
  if (found.errors.length === 0) return { path: found.path, sideEffects: found.sideEffects };
  return refused(`"${name}" is not installed near this file: ${ALLOWED}`);
}

// Strategies get the copies of packages that core itself imports.
async function sharedUrl(build: PluginBuild, name: string): Promise<string> {
  if (name === CORE || name === CORE_RX) return import.meta.resolve(name);
  // Node takes the build of RxJS that its exports name for Node; esbuild would take another.
  if (name === RXJS) return pathToFileURL(createRequire(coreUrl()).resolve(name)).href;
  const found = await build.resolve(name, {
    kind: "import-statement",
    resolveDir: path.dirname(fileURLToPath(coreUrl())),
    pluginData: ASKED_BY_US,
  });
  return pathToFileURL(found.path).href;
}

function refused(text: string): OnResolveResult {
  return { errors: [{ text: `import of ${text}` }] };
}
