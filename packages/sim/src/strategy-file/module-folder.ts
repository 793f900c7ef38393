import { createHash } from "node:crypto";
import { lstat, mkdir, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { writeWholeFile } from "../files/whole-file.ts";
import { hasSystemCode } from "../system-error.ts";

const NAME_DIGITS = 32;

/**
 * The folder for modules made from strategy files, made when it is absent. Only its user may write
 * there; throws ConfigError when it belongs to someone else, who could put other code in it.
 */
export async function moduleFolder(): Promise<string> {
  const uid = process.getuid?.();
  const folder = path.join(os.tmpdir(), `mexoms-strategies${uid === undefined ? "" : `-${uid}`}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new ConfigError("TMPDIR", `${folder} belongs to someone else; name a folder of yours`);
  }
  return folder;
}

/**
 * Writes a module, with its source map when it has one, under a name that their content gives, and
 * returns the module's path. Processes and threads may write the same one at once: it appears whole
 * or not at all.
 */
export async function writeModule(
  folder: string,
  stem: string,
  code: string,
  sourceMap?: string,
): Promise<string> {
  const content = createHash("sha256").update(code);
  if (sourceMap !== undefined) content.update("\0").update(sourceMap);
  const digest = content.digest("hex").slice(0, NAME_DIGITS);
  const name = `${stem.replaceAll(/[^\w-]/g, "-")}-${digest}.mjs`;
  const file = path.join(folder, name);
  if (sourceMap !== undefined) await writeWhole(`${file}.map`, sourceMap);
  const end = sourceMap === undefined ? "" : `//# sourceMappingURL=${name}.map\n`;
  await writeWhole(file, `${code}${end}`);
  return file;
}

async function writeWhole(file: string, text: string): Promise<void> {
  if ((await readIfPresent(file)) === text) return;
  // What a machine that failed leaves of it is not `text`, and replaced.
  writeWholeFile(file, text, { sync: false, mode: 0o600 });
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
