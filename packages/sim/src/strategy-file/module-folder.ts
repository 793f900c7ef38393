import { createHash, randomUUID } from "node:crypto";
import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ConfigError } from "@mexoms/core";

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
 * Writes a module under a name that its content gives, and returns its path. Processes and threads
 * may write the same one at once: it appears whole or not at all.
 */
export async function writeModule(folder: string, stem: string, code: string): Promise<string> {
  const digest = createHash("sha256").update(code).digest("hex").slice(0, NAME_DIGITS);
  const file = path.join(folder, `${stem.replaceAll(/[^\w-]/g, "-")}-${digest}.mjs`);
  if ((await readIfPresent(file)) === code) return file;
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, code, { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return file;
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
