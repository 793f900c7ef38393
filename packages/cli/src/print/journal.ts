import { formatTimestamp } from "@mexoms/core";
import type { DescribedRecord, JournalCheck } from "@mexoms/live/internal";
import { plainTable } from "./table.ts";

/** "2024-08-08T00:00:01.000000000Z      12 request  submit order 3 ...". */
export function recordLine({ sequence, time, kind, text }: DescribedRecord): string {
  return `${time} ${sequence.toString().padStart(9)} ${kind.padEnd(8)} ${text}`;
}

/** What a check found, for people. */
export function checkText(check: JournalCheck): string {
  const time = (ns: number | undefined): string =>
    ns === undefined ? "none" : formatTimestamp(check.epochNs + BigInt(Math.round(ns)));
  const { first, last, tail } = check;
  const count = last - first + 1;
  const rows = [
    ["journal", check.id],
    ["records", count === 0 ? "none" : `${count}, from ${first} to ${last}, all whole`],
    ["sessions", String(check.sessions)],
    ["from", time(check.fromNs)],
    ["until", time(check.untilNs)],
    ["segments", `${check.segments}, ${check.fileBytes} bytes`],
    ["payloads", `${check.recordBytes} bytes`],
    ["time goes back", check.backwards === 0 ? "never" : `at ${check.backwards} records`],
    [
      "tail",
      tail === undefined
        ? "whole"
        : `${tail.why}: ${tail.bytes} bytes from byte ${tail.offset} of ${tail.file}; the next writer cuts them`,
    ],
    ...[...check.kinds].map(([kind, of]) => [`  ${kind}`, String(of)]),
  ];
  return plainTable({ rows });
}
