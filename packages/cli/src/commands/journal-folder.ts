import { existsSync } from "node:fs";
import path from "node:path";

/** What people may name to have a journal read. */
export const JOURNAL_FOLDER = "the folder of a session, or its journal";

/** The journal of a session's folder, or the folder itself. */
export function journalIn(dir: string): string {
  const inside = path.join(dir, "journal");
  return existsSync(inside) ? inside : dir;
}
