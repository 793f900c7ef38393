import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ConfigError } from "@mexoms/core";

const LIBRARY = "packages/sim/dist/src";
const PNPM = "pnpm@12.21.0";
const execute = promisify(execFile);

/** A built checkout of mexoms. */
export interface Checkout {
  /** What it is called in tables: a folder, a git ref, "this checkout". */
  readonly name: string;
  readonly root: string;
  /** Folder of the built library. */
  readonly library: string;
  /**
   * The file of this checkout that stands for `file`: its own one where `file` lies in `head` and is
   * here too, else `file` itself.
   */
  own(file: string, head: Checkout): string;
}

/** The checkout that this code belongs to. */
export function thisCheckout(): Checkout {
  return checkout(path.resolve(import.meta.dirname, "../../../../.."), "head");
}

/** A built checkout in a folder. Throws ConfigError when it is none, or not built. */
export function checkoutAt(root: string, name: string): Checkout {
  const found = checkout(path.resolve(root), name);
  if (!existsSync(path.join(root, "packages/sim/src/backtest.ts"))) {
    throw new ConfigError("base", `${root} is no checkout of mexoms`);
  }
  if (!existsSync(path.join(found.library, "backtest.js"))) {
    throw new ConfigError("base", `${root} is not built; run npx -y ${PNPM} build there`);
  }
  return found;
}

function checkout(root: string, name: string): Checkout {
  return {
    name,
    root,
    library: path.join(root, LIBRARY),
    own(file, head) {
      const inside = path.relative(head.root, path.resolve(file));
      if (inside.startsWith("..") || path.isAbsolute(inside)) return file;
      const own = path.join(root, inside);
      return existsSync(own) ? own : file;
    },
  };
}

/**
 * Runs `use` with the base that a text names: a folder with a built checkout, or a git ref, of which
 * a worktree is made in a temporary folder, installed without the network, built, and removed.
 */
export async function withBase<T>(
  text: string,
  onStep: (step: string) => void,
  use: (base: Checkout) => Promise<T>,
): Promise<T> {
  if (existsSync(text))
    return await use(checkoutAt(text, `base (${path.basename(path.resolve(text))})`));
  const { root } = thisCheckout();
  const commit = await commitOf(root, text);
  const folder = await mkdtemp(path.join(tmpdir(), "mexoms-base-"));
  const tree = path.join(folder, "mexoms");
  try {
    onStep(`base ${text}: checkout`);
    await git(root, "worktree", "add", "--detach", tree, commit);
    onStep(`base ${text}: install and build`);
    await build(tree, text);
    return await use(checkoutAt(tree, `base (${text}, ${commit.slice(0, 7)})`));
  } finally {
    await rm(folder, { recursive: true, force: true });
    // Forgets worktrees whose folders are gone: this one.
    await git(root, "worktree", "prune");
  }
}

async function commitOf(root: string, ref: string): Promise<string> {
  try {
    return (await git(root, "rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`)).trim();
  } catch {
    throw new ConfigError(
      "base",
      `"${ref}" is neither a folder nor a commit of this checkout, for example main or HEAD~1`,
    );
  }
}

async function build(tree: string, ref: string): Promise<void> {
  try {
    const install = ["-y", PNPM, "install", "--frozen-lockfile", "--offline"];
    await execute("npx", install, { cwd: tree, env: { ...process.env, CI: "true" } });
    await execute(process.execPath, [path.join(tree, "node_modules/typescript/bin/tsc"), "-b"], {
      cwd: tree,
    });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const last = `${stdout}\n${stderr}`.trim().split("\n").slice(-3).join(" ");
    throw new ConfigError(
      "base",
      `${ref} could not be installed and built (${last}); build it yourself and give its folder`,
    );
  }
}

async function git(root: string, ...args: readonly string[]): Promise<string> {
  const all = ["-c", "core.hooksPath=/dev/null", ...args];
  return (await execute("git", all, { cwd: root })).stdout;
}

/** The commit of a checkout, undefined where git does not know it. */
export async function currentCommit({ root }: Checkout): Promise<string | undefined> {
  try {
    return (await git(root, "rev-parse", "HEAD")).trim();
  } catch {
    return undefined;
  }
}
