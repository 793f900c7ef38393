import { formatTimestamp } from "@mexoms/core";

/**
 * One line of a CSV file, ended by a line feed. A field that holds a comma, a quote or a line break
 * is quoted and its quotes are doubled (RFC 4180).
 */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\n`;
}

/** A time as its two columns, ISO text and integer nanoseconds; both empty when it never came. */
export function timeFields(ns: bigint): readonly [iso: string, ns: string] {
  return ns === 0n ? ["", ""] : [formatTimestamp(ns), ns.toString()];
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
