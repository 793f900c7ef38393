import { formatDuration, formatTimestamp } from "@mexoms/core";
import type { Study } from "@mexoms/sim/engine";

const DIGEST_SHOWN = 12;
const MOST_CHARACTERS = 60;
const MOST_DIFFERENCES = 3;
/** What follows from the tapes, and says no more than that they are others. */
const OF_TAPES: readonly (keyof Study)[] = ["instruments", "startNs", "endNs", "dataEndNs"];

/**
 * What differs between two studies beside their parameters, in words with the value of before and the
 * one of now; empty when trials of the one are trials of the other.
 */
export function studyDifferences(before: Study, now: Study): string[] {
  const differs = (key: keyof Study): boolean =>
    JSON.stringify(before[key]) !== JSON.stringify(now[key]);
  const told = new Set<keyof Study>(["params"]);
  if (differs("tapes")) OF_TAPES.forEach((key) => told.add(key));
  if (differs("latency")) told.add("latencyFiles");
  const keys = [...new Set(Object.keys({ ...before, ...now }) as (keyof Study)[])];
  const texts = keys.flatMap((key) =>
    told.has(key) || !differs(key) ? [] : [difference(key, before, now)],
  );
  const more = texts.length - MOST_DIFFERENCES;
  return more > 0 ? [...texts.slice(0, MOST_DIFFERENCES), `${more} more`] : texts;
}

function difference(key: keyof Study, before: Study, now: Study): string {
  const told = (name: string, of: (study: Study) => string): string =>
    changed(name, of(before), of(now));
  switch (key) {
    case "engine":
      return told("the version of mexoms", ({ engine }) => engine);
    case "strategy":
      return told("the code of the strategy", codeText);
    case "tapes":
      return told("the tapes", tapesText);
    case "startNs":
      return told("the start of the data", ({ startNs }) => timeText(startNs));
    case "endNs":
      return told("the end of what trials see (hold-out)", ({ endNs }) => timeText(endNs));
    case "dataEndNs":
      return told("the end of the data", ({ dataEndNs }) => timeText(dataEndNs));
    case "barNs":
      return told("the bar", ({ barNs }) => formatDuration(barNs));
    default:
      return firstChange(key, before[key], now[key]);
  }
}

function codeText({ strategy: { name, codeDigest } }: Study): string {
  return `${name} ${codeDigest.slice(0, DIGEST_SHOWN)}`;
}

function tapesText({ tapes }: Study): string {
  return tapes.map((tape) => `${tape.instrument} ${tape.digest.slice(0, DIGEST_SHOWN)}`).join(", ");
}

function timeText(ns: string): string {
  return formatTimestamp(BigInt(ns));
}

/** The innermost value that differs first, by its path. */
function firstChange(path: string, before: unknown, now: unknown): string {
  if (isObject(before) && isObject(now)) {
    const keys = Object.keys({ ...before, ...now });
    const key = keys.find((each) => JSON.stringify(before[each]) !== JSON.stringify(now[each]));
    if (key !== undefined) return firstChange(`${path}.${key}`, before[key], now[key]);
  }
  return changed(path, valueText(before), valueText(now));
}

function changed(name: string, before: string, now: string): string {
  const [was, is] = [shortened(before), shortened(now)];
  return was === is ? `${name} has changed` : `${name}: was ${was}, is now ${is}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return "not given";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 3)}...`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
