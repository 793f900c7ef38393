import { existsSync } from "node:fs";
import path from "node:path";

const MARKS = ["package.json", ".git"];

/**
 * The folder of the project that a folder belongs to: the nearest one, going upwards, with a
 * package.json or a .git in it, and otherwise the folder itself.
 */
export function findProject(folder: string): string {
  const start = path.resolve(folder);
  for (let at = start; ; at = path.dirname(at)) {
    if (MARKS.some((mark) => existsSync(path.join(at, mark)))) return at;
    if (at === path.dirname(at)) return start;
  }
}
