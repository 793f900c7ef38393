import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import {
  findPaperVenue,
  type PaperProcess,
  SETTINGS_FILE,
  spawnPaperVenue,
} from "../paper/paper-spawn.ts";
import type { PaperSettings } from "../paper/paper-settings.ts";

/** What a running venue was started with, by the names of the settings that must not change. */
const FIXED = [
  "tapes",
  "speed",
  "latency",
  "queue",
  "exchange",
  "fees",
  "accounts",
  "rules",
  "faults",
  "seed",
] as const;

/**
 * The paper venue of a session: the one that runs, or a new one. `begun`: a journal tells of orders
 * at the venue. Throws ConfigError when that venue is gone, or runs with other settings.
 */
export async function paperVenueAtHand(
  settings: PaperSettings,
  begun: boolean,
): Promise<{ readonly venue: PaperProcess; readonly found: boolean }> {
  const venue = findPaperVenue(settings);
  if (venue !== undefined) {
    checkSame(settings);
    return { venue, found: true };
  }
  if (begun) {
    const folder = path.dirname(settings.dir);
    throw new ConfigError(
      "dir",
      `${folder} holds a session whose paper venue has ended, and its market with it: ` +
        `give another folder for a new session, for example ${folder}-2`,
    );
  }
  return { venue: await spawnPaperVenue(settings), found: false };
}

function checkSame(settings: PaperSettings): void {
  const file = path.join(settings.dir, SETTINGS_FILE);
  if (!existsSync(file)) return;
  const running = JSON.parse(readFileSync(file, "utf8")) as PaperSettings;
  for (const name of FIXED) {
    const [is, wanted] = [JSON.stringify(running[name]), JSON.stringify(settings[name])];
    if (is === wanted) continue;
    throw new ConfigError(
      name,
      `the session's venue runs with ${is ?? "none"}, not ${wanted ?? "none"}: ` +
        "give the same, or another folder for a new session",
    );
  }
}
