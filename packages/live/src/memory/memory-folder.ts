import path from "node:path";
import { existsSync } from "node:fs";
import os from "node:os";
import { ConfigError } from "@mexoms/core";

/** Environment variable that names the memory folder. */
const MEMORY_VARIABLE = "MEXOMS_MEMORY";

/**
 * The folder of the sessions' shared memory: what is given, else MEXOMS_MEMORY, else
 * /dev/shm/mexoms-UID (a folder in the temporary files where there is no /dev/shm).
 */
export function memoryFolder(given?: string): string {
  const chosen = given ?? process.env[MEMORY_VARIABLE];
  if (chosen !== undefined && chosen !== "") return path.resolve(chosen);
  const root = existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir();
  return path.join(root, `mexoms-${process.getuid?.() ?? 0}`);
}

/** The folder of one session. Throws ConfigError for a name that is none. */
export function sessionFolder(memory: string, session: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(session)) {
    const rule = "letters, digits, dots, dashes and underscores, such as paper-1";
    throw new ConfigError("session", `"${session}" is no name of a session: ${rule}`);
  }
  return path.join(memory, session);
}
