import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { DataError } from "@mexoms/core";
import { systemProblem } from "../system-error.ts";
import { type HoldoutLine, parseLine } from "./log-line.ts";

/** What came out of a sweep's hold-out, in the sweep's folder. */
export const HOLDOUT_FILE = "holdout.json";

/**
 * The opening that a sweep's folder tells of, whichever project's log has it; undefined when there is
 * none. Throws DataError for a file that cannot be read: the hold-out may have been opened.
 */
export function readHoldoutFile(dir: string): HoldoutLine | undefined {
  const file = path.join(dir, HOLDOUT_FILE);
  if (!existsSync(file)) return undefined;
  const line = parseLine(JSON.stringify(lineIn(file)) ?? "");
  if (line?.kind === "holdout") return line;
  throw new DataError({ file }, "is not what mexoms holdout writes; it may have been opened");
}

function lineIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { readonly line?: unknown } | null)?.line;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
  }
}
