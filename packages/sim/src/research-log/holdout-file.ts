import { existsSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { z } from "zod";
import { readJsonFile } from "../json-file.ts";

/** What came out of a sweep's hold-out, in the sweep's folder. */
export const HOLDOUT_FILE = "holdout.json";

/**
 * Throws ConfigError when a sweep's folder has a hold-out that was opened: the log of another project,
 * such as that of another working folder, does not know of it.
 */
export function checkUnopened(dir: string): void {
  const file = path.join(dir, HOLDOUT_FILE);
  if (!existsSync(file)) return;
  const schema = z.looseObject({ line: z.looseObject({ time: z.string(), who: z.string() }) });
  const { time, who } = readJsonFile(file, schema).line;
  throw new ConfigError(
    "project",
    `${file}: this hold-out was opened on ${time} by ${who}, and is in the log of another project; give that one`,
  );
}
