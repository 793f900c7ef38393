import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Desk, ROOT, SWAP } from "./command.ts";

const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");
const missing = whatIsMissing();

/** Why no worktree of a commit can be made and installed here, undefined when it can. */
function whatIsMissing(): string | undefined {
  if (spawnSync("git", ["rev-parse", "HEAD"], { cwd: ROOT }).status !== 0) {
    return "this is no git checkout";
  }
  const installed = path.join(ROOT, "node_modules/.modules.yaml");
  if (!existsSync(installed)) return "the dependencies were not installed by pnpm";
  const store = /"?storeDir"?: "?([^",\n]+)/.exec(readFileSync(installed, "utf8"))?.[1];
  return store && existsSync(store) ? undefined : `the pnpm store ${store ?? ""} is not there`;
}

/** Runs a comparison with a commit; what it leaves in its temporary folder and in git's list. */
function compare(ref: string): { status: number | null; text: string; left: readonly string[] } {
  const { folder } = new Desk();
  const run = ["bench", "book-watcher", "--tape", SWAP, "--figures", "results", "--base", ref];
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...run], {
    encoding: "utf8",
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  });
  const trees = git("worktree", "list").split("\n");
  const left = [...readdirSync(folder), ...trees.filter((tree) => tree.includes(folder))];
  return {
    status,
    text: stdout + stderr,
    left: left.filter((name) => name.includes("mexoms-base-")),
  };
}

function git(...args: readonly string[]): string {
  const who = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  return execFileSync("git", [...who, ...args], { cwd: ROOT, encoding: "utf8" }).trim();
}

describe("mexoms bench --base COMMIT", { timeout: 600_000 }, () => {
  it.runIf(missing !== undefined)("says why it cannot be tested here", () => {
    console.log(`not run: comparisons with a commit, because ${missing}`);
    expect(missing).not.toBe("");
  });

  it.runIf(missing === undefined)("builds a worktree of it, compares, and removes it", () => {
    const { status, text, left } = compare("HEAD");
    expect(status, text).toBe(0);
    expect(text).toMatch(/base \(HEAD, [0-9a-f]{7}\)/);
    expect(text).toMatch(/^ +results .* base +(ok|FAILED)$/m);
    expect(left).toEqual([]);
  });

  it.runIf(missing === undefined)("says that a commit cannot be built, and removes it", () => {
    const empty = git("hash-object", "-t", "tree", "/dev/null");
    const { status, text, left } = compare(git("commit-tree", empty, "-m", "empty"));
    expect(status).toBe(1);
    expect(text).toContain("could not be installed and built");
    expect(left).toEqual([]);
  });
});
