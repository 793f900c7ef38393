import { statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError, StrategyError } from "@mexoms/core";
import { isStrategy } from "@mexoms/core/internal";
import type { Strategy } from "@mexoms/core";
import { coreUrl } from "./allowed-imports.ts";
import { bundleStrategy, portableBundle } from "./bundle.ts";
import { moduleFolder, writeModule } from "./module-folder.ts";

const EXTENSIONS: readonly string[] = [".ts", ".mts", ".js", ".mjs"];
const EXAMPLE = "export default defineStrategy({ name, params, start(ctx, params) { ... } })";

export interface LoadStrategyOptions {
  /** Files of the strategies that go by a name, for example { "market-maker": "/.../index.js" }. */
  readonly builtIn?: Readonly<Record<string, string>>;
}

export interface LoadedStrategy {
  /** The default export. */
  readonly definition: Strategy;
  /** SHA-256 in hex of the code. Equal code gives an equal digest in every folder and machine. */
  readonly codeDigest: string;
  /** An ES module with the same default export, which a worker thread may import by its file URL. */
  readonly modulePath: string;
}

/**
 * Loads a strategy from anyone's own .ts or .js file, with the local files and packages that it
 * imports, and needs no build step and no node_modules near it. A built-in name wins over a file
 * of that name. The file's top level runs once.
 *
 * Throws ConfigError when there is no such file, or it has a syntax error, an import that strategies
 * may not have, or no strategy as its default export; StrategyError when its top level throws.
 */
export async function loadStrategyFile(
  pathOrName: string,
  options: LoadStrategyOptions = {},
): Promise<LoadedStrategy> {
  const file = findFile(pathOrName, options.builtIn ?? {});
  const folder = await moduleFolder();
  const { code, sourceMap, codeDigest } = await bundleStrategy(file, folder);
  const modulePath = await writeModule(folder, path.parse(file).name, code, sourceMap);
  const definition = await importDefinition(modulePath, file);
  return { definition, codeDigest, modulePath };
}

/**
 * The strategy's code for another machine: one ES module that `loadStrategyFile` takes there, and the
 * digest that it has here. Errors are those of `loadStrategyFile`; its top level is not run.
 */
export async function portableStrategy(
  pathOrName: string,
  options: LoadStrategyOptions = {},
): Promise<{ readonly code: string; readonly codeDigest: string }> {
  return portableBundle(findFile(pathOrName, options.builtIn ?? {}));
}

function findFile(pathOrName: string, builtIn: Readonly<Record<string, string>>): string {
  if (Object.hasOwn(builtIn, pathOrName)) return builtIn[pathOrName]!;
  const file = path.resolve(pathOrName);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const names = Object.keys(builtIn);
    const known = names.length === 0 ? "" : ` and no built-in strategy (${names.join(", ")})`;
    const advice = "give the path of one, for example ./my-strategy.ts";
    throw new ConfigError("strategy", `"${pathOrName}" is no file${known}; ${advice}`);
  }
  if (!EXTENSIONS.includes(path.extname(file))) {
    throw new ConfigError("strategy", `"${pathOrName}" does not end in ${EXTENSIONS.join(", ")}`);
  }
  return file;
}

async function importDefinition(modulePath: string, file: string): Promise<Strategy> {
  let module: object;
  try {
    module = (await import(pathToFileURL(modulePath).href)) as object;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const message = `${file}: cannot be loaded: ${text.replaceAll(coreUrl(), "@mexoms/core")}`;
    throw new StrategyError(message, { cause: error });
  }
  const definition: unknown = "default" in module ? module.default : undefined;
  if (isStrategy(definition) && definition.name !== "") return definition;
  const found =
    "default" in module ? `its default export ${problem(definition)}` : "has no default export";
  throw new ConfigError("strategy", `${file}: ${found}; write ${EXAMPLE}`);
}

function problem(definition: unknown): string {
  if (typeof definition !== "object" || definition === null) {
    return `is ${definition === null ? "null" : `a ${typeof definition}`}`;
  }
  const { name, params } = definition as Record<string, unknown>;
  if (typeof name !== "string" || name === "") return "has no string `name`";
  if (typeof params !== "object" || params === null) return "has no object `params`";
  return "has no function `start`";
}
