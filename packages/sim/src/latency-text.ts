import { ConfigError } from "@mexoms/core";
import type { LatencyModel } from "@mexoms/sim/engine";
import { latencyByVenue, parseLatency } from "@mexoms/sim/trial-run";

const FILE_PREFIX = "file:";

/** The files that a latency names, in the order in which they stand. Throws ConfigError. */
export function latencyFilesOf(text: string): string[] {
  return [...(venuesOf(text)?.values() ?? [text])]
    .filter((part) => part.startsWith(FILE_PREFIX))
    .map((part) => part.slice(FILE_PREFIX.length));
}

/** The same text with other names for its files. */
export function renameLatencyFiles(text: string, nameOf: (file: string) => string): string {
  const rename = (part: string): string =>
    part.startsWith(FILE_PREFIX) ? FILE_PREFIX + nameOf(part.slice(FILE_PREFIX.length)) : part;
  const byVenue = venuesOf(text);
  if (byVenue === undefined) return rename(text);
  return [...byVenue].map(([venue, part]) => `${venue}:${rename(part)}`).join(";");
}

/**
 * Reads "5ms", "entry=5ms,response=8ms", "file:FILE", or one of them for each venue as in
 * "binance:5ms;okx:20ms". `ofFile` gives the model of a file. Throws ConfigError.
 */
export function parseLatencyText(
  text: string,
  ofFile: (file: string) => LatencyModel,
): LatencyModel {
  const one = (part: string): LatencyModel =>
    part.startsWith(FILE_PREFIX) ? ofFile(part.slice(FILE_PREFIX.length)) : parseLatency(part);
  const byVenue = venuesOf(text);
  if (byVenue === undefined) return one(text);
  return latencyByVenue(new Map([...byVenue].map(([venue, part]) => [venue, one(part)])));
}

/** "binance:5ms;okx:file:okx.csv" as texts by venue; undefined when the text is for all venues. */
function venuesOf(text: string): ReadonlyMap<string, string> | undefined {
  if (text.startsWith(FILE_PREFIX) || !text.includes(":")) return undefined;
  const parts = text.split(";").map((part) => {
    const at = part.indexOf(":");
    return [part.slice(0, Math.max(0, at)).trim(), part.slice(at + 1).trim()] as const;
  });
  const byVenue = new Map(parts);
  if (byVenue.size === parts.length && !byVenue.has("") && !byVenue.has("file")) return byVenue;
  throw new ConfigError(
    "latency",
    `"${text}" is not like binance:5ms;okx:entry=20ms,response=25ms, with each venue once`,
  );
}
