import { formatTimestamp } from "@mexoms/core";

/** One line of a CSV file: fields with a comma, quote or line break are quoted (RFC 4180). */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\n`;
}

/** A time as its two columns, ISO text and integer nanoseconds. */
export function timeFields(ns: bigint): readonly [iso: string, ns: string] {
  return [formatTimestamp(ns), ns.toString()];
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
