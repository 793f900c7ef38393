import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../command.ts";

export interface ProjectFile {
  /** Relative to the project's folder, with forward slashes. */
  readonly name: string;
  readonly text: string;
}

const BINARY = /\.(tape|gz|png|ico|woff2?)$/;
const NOT_OURS = new Set([".git", "node_modules", "dist", "out"]);

/** Every text file that belongs to the project: what git tracks or would track. */
export function projectFiles(): ProjectFile[] {
  const args = ["-c", `safe.directory=${ROOT}`, "ls-files", "-co", "--exclude-standard", "-z"];
  const { status, stdout } = spawnSync("git", args, { cwd: ROOT, encoding: "utf8" });
  const names = status === 0 ? stdout.split("\0").filter((name) => name !== "") : walk("");
  return names
    .filter((name) => !BINARY.test(name))
    .map((name) => ({ name, text: readFileSync(path.join(ROOT, name), "utf8") }));
}

// A copy of the project without its history has no git to ask.
function walk(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? walk(name) : [name];
  });
}
