import { existsSync } from "node:fs";
import path from "node:path";

/** Where real recordings lie; they do not come with the project. */
export const RECORDINGS: string = path.resolve(
  process.env["MEXOMS_RECORDINGS"] ??
    path.join(import.meta.dirname, "../../../../../shared/recordings"),
);

/** Why the tests on recordings cannot run, or undefined when they can. */
export const RECORDINGS_ABSENT: string | undefined = existsSync(
  path.join(RECORDINGS, "binance-2024-08-08"),
)
  ? undefined
  : `not run: no recordings in ${RECORDINGS}; set MEXOMS_RECORDINGS to their folder`;
