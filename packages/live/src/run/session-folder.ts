import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";

/** What a session's folder holds from its first moments on. */
const OWN_FOLDERS = ["journal", "venue", "nats"];

/** Name of the session in shared memory: that of its folder, so that a restart finds it again. */
export function sessionName(dir: string): string {
  const whole = path.resolve(dir);
  const readable = path
    .basename(whole)
    .replaceAll(/[^A-Za-z0-9_-]/g, "_")
    .slice(0, 40);
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `paper-${readable}-${digest}`;
}

export function journalFolder(dir: string): string {
  return path.join(dir, "journal");
}

/** Whether a session was once begun in this folder. */
export function isSessionFolder(dir: string): boolean {
  return existsSync(journalFolder(dir));
}

/** The session that a person means: by its name, or by its folder such as out/paper. */
export function sessionNamed(asked: string): string {
  const isFolder = asked.includes("/") || asked.includes(path.sep) || isSessionFolder(asked);
  return isFolder ? sessionName(asked) : asked;
}

/** Throws ConfigError for a folder with something else in it, as a session writes into it and stays. */
export function checkSessionFolder(dir: string): void {
  if (!existsSync(dir)) return;
  const names = readdirSync(dir);
  if (names.length === 0 || OWN_FOLDERS.some((name) => names.includes(name))) return;
  const problem = `${dir} has other things in it, and is not the folder of a session`;
  throw new ConfigError("dir", `${problem}: give a folder that does not exist yet`);
}
