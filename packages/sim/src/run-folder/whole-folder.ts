import { mkdir, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { deadDrafts, draftName, removeDeadDrafts } from "../files/draft-name.ts";
import { hasSystemCode } from "../system-error.ts";
import { RUN_KIND } from "./run-json.ts";

const RUN_FILE = "run.json";
const OLD = "old";

/**
 * Makes a run folder that appears whole or not at all: `fill` writes into a temporary folder beside
 * it, which takes its name at the end. An older run folder of that name is replaced. Returns the
 * folder's real path. Throws ConfigError on `field`, before `fill` is called, when something stands
 * there that is not a run folder or holds files which no run wrote; whatever fails, the older
 * folder stays as it was and no temporary folder is left; what a process that was killed left of this
 * folder goes with the next.
 */
export async function writeWholeFolder(options: {
  readonly dir: string;
  readonly field: string;
  readonly fill: (temporary: string) => Promise<void>;
}): Promise<string> {
  const target = await realTarget(options.dir);
  const hidden = path.join(path.dirname(target), `.${path.basename(target)}`);
  await bringBack(hidden, target);
  removeDeadDrafts(hidden);
  await checkReplaceable(target, options);
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = draftName(hidden);
  try {
    // One after the other: with its parents in one go, Node never comes back from /proc.
    await mkdir(temporary);
    const fresh = path.join(temporary, "new");
    await mkdir(fresh);
    await options.fill(fresh);
    await takePlace(fresh, target, path.join(temporary, OLD));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return target;
}

/** Puts the older folder back that a process moved away which was killed right then. */
async function bringBack(hidden: string, target: string): Promise<void> {
  for (const draft of deadDrafts(hidden)) {
    const old = path.join(draft, OLD);
    if ((await exists(old)) && !(await exists(target))) await rename(old, target);
  }
}

// Two renames: between them, and only then, there is no folder of that name.
async function takePlace(fresh: string, target: string, old: string): Promise<void> {
  const replaces = await exists(target);
  if (replaces) await rename(target, old);
  try {
    await rename(fresh, target);
  } catch (error) {
    if (replaces) await rename(old, target);
    throw error;
  }
}

/**
 * Throws ConfigError on `field` when a run folder cannot be written at `dir`, so that this is known
 * before a long run and not after it.
 */
export async function checkRunFolder(dir: string, field: string): Promise<void> {
  await checkReplaceable(await realTarget(dir), { dir, field });
}

async function realTarget(dir: string): Promise<string> {
  return (await exists(dir)) ? realpath(dir) : path.resolve(dir);
}

async function checkReplaceable(
  target: string,
  options: { readonly dir: string; readonly field: string },
): Promise<void> {
  if (!(await exists(target))) return;
  const refuse = (problem: string): never => {
    throw new ConfigError(
      options.field,
      `${options.dir} ${problem}; give a folder that does not exist yet, for example ${options.dir}-2`,
    );
  };
  if (!(await stat(target)).isDirectory()) refuse("is not a folder");
  const entries = await readdir(target);
  if (entries.length === 0) return;
  if (!entries.includes(RUN_FILE)) refuse(`exists and is not a run folder (it has no ${RUN_FILE})`);
  const written = await writtenFiles(path.join(target, RUN_FILE));
  if (written === undefined) refuse(`exists and its ${RUN_FILE} was not written by mexoms`);
  const foreign = entries.find((entry) => entry !== RUN_FILE && !written?.includes(entry));
  if (foreign !== undefined)
    refuse(`is a run folder that also holds ${foreign}, which is not ours`);
}

/** The files that a run.json lists, or undefined when it is not one of ours. */
async function writtenFiles(file: string): Promise<readonly unknown[] | undefined> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
  if (typeof document !== "object" || document === null) return undefined;
  if (!("kind" in document) || document.kind !== RUN_KIND) return undefined;
  return "files" in document && Array.isArray(document.files) ? document.files : undefined;
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return false;
    throw error;
  }
}
