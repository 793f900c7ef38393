import { createHash } from "node:crypto";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import type { BuildFailure, BuildOptions, BuildResult, Message } from "esbuild";
import { allowedImports } from "./allowed-imports.ts";

const MAX_ERRORS_SHOWN = 5;

export interface Bundle extends PortableBundle {
  /** Of the code: where each place of it comes from, as JSON. */
  readonly sourceMap: string;
}

export interface PortableBundle {
  /** One ES module; see who makes it for how it imports the core. */
  readonly code: string;
  /** SHA-256 in hex over the code without comments, layout, local names and paths. */
  readonly codeDigest: string;
}

/**
 * Joins a strategy file and the files that it imports; the core is imported by the URL of the one that
 * runs. `outputFolder` is where the code will lie: its source map is relative to that. Throws ConfigError with file, line and column, both from
 * 1, for syntax errors and for imports that a strategy may not have.
 */
export async function bundleStrategy(file: string, outputFolder: string): Promise<Bundle> {
  // Nothing of where the file lies may reach this text: paths are in comments and in the names of
  // wrapped CommonJS modules, and both go with white space and identifiers.
  const { code: canonical } = await build(file, {
    plugins: [allowedImports("by-name")],
    minifyWhitespace: true,
    minifyIdentifiers: true,
    legalComments: "none",
  });
  // Beside the code and not in it: every worker thread would keep the text of the map in memory.
  const { code, sourceMap } = await build(file, {
    plugins: [allowedImports("by-url")],
    sourcemap: "external",
    outfile: path.join(outputFolder, "strategy.mjs"),
  });
  const codeDigest = createHash("sha256").update(canonical).digest("hex");
  return { code, sourceMap, codeDigest };
}

/**
 * The same as a module for another machine: it imports the core by name, and is bundled there again
 * with that machine's own. Names stay as they are, so that errors read as they do here.
 */
export async function portableBundle(file: string): Promise<PortableBundle> {
  const { codeDigest } = await bundleStrategy(file, path.dirname(file));
  const { code } = await build(file, {
    plugins: [allowedImports("by-name")],
    // White space goes for the comments with paths that it has.
    minifyWhitespace: true,
    legalComments: "none",
  });
  return { code, codeDigest };
}

/** The map is empty where none is asked for. */
async function build(
  file: string,
  options: BuildOptions,
): Promise<{ readonly code: string; readonly sourceMap: string }> {
  // Loaded when needed: most commands that end early, or need no strategy, would wait for it.
  const esbuild = await import("esbuild");
  const folder = path.dirname(file);
  let result: BuildResult<BuildOptions & { write: false }>;
  try {
    result = await esbuild.build({
      ...options,
      entryPoints: [file],
      absWorkingDir: folder,
      bundle: true,
      write: false,
      format: "esm",
      platform: "neutral",
      mainFields: ["module", "main"],
      target: "node20",
      // A tsconfig.json near the file is not part of the strategy.
      tsconfigRaw: {},
      logLevel: "silent",
      // What is imported by a computed name can be neither checked nor digested.
      logOverride: { "unsupported-dynamic-import": "error" },
    });
  } catch (error) {
    throw isBuildFailure(error) ? new ConfigError("strategy", describe(error.errors, file)) : error;
  }
  const [maps, code] = [true, false].map((isMap) =>
    result.outputFiles.find((made) => made.path.endsWith(".map") === isMap),
  );
  return { code: code!.text, sourceMap: maps?.text ?? "" };
}

function describe(errors: readonly Message[], file: string): string {
  const lines = errors.slice(0, MAX_ERRORS_SHOWN).map(({ location, text }) => {
    if (!location) return `${file}: ${text}`;
    const place = path.resolve(path.dirname(file), location.file);
    return `${place}:${location.line}:${location.column + 1}: ${text}`;
  });
  const more = errors.length - MAX_ERRORS_SHOWN;
  if (more > 0) lines.push(`and ${more} more`);
  return lines.join("\n");
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
