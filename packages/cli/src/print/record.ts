import type { RecordReport } from "@mexoms/live/internal";

const count = (n: number): string => n.toLocaleString("en-US");
const plural = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

/** How a recording stands, in one line. */
export function recordLine({
  rows,
  share,
  lagRows,
  stream,
  sourceGaps,
  seconds,
}: RecordReport): string {
  const parts = [`${count(rows)} rows`, `${count(rate(rows, seconds))}/s`];
  if (share !== undefined) parts.push(`${Math.floor(share * 100)}%`);
  if (lagRows !== undefined) parts.push(`${count(lagRows)} behind`);
  if (stream) {
    parts.push(stream.connected ? `${count(stream.waiting)} batches on their way` : "NATS is away");
  }
  const gaps = sourceGaps + (stream?.gaps ?? 0);
  if (gaps > 0) parts.push(plural(gaps, "gap"));
  return `recording: ${parts.join(", ")}`;
}

/** How a recording went. */
export function recordText(report: RecordReport & { readonly settled: boolean }): string {
  const {
    recordings,
    rows,
    seconds,
    stream,
    files,
    sourceGaps,
    clockFixes,
    settled,
    filesFailure,
  } = report;
  const lines = recordings.map(({ instrument, recording }) => `${instrument} as ${recording}`);
  const time = `${seconds.toFixed(1)} s, ${count(rate(rows, seconds))} a second`;
  lines.push(`  rows    ${count(rows)} in ${time}`);
  if (stream) {
    const each = rows === 0 ? "" : `, ${(stream.bytes / rows).toFixed(2)} bytes a row`;
    lines.push(
      `  stream  ${plural(stream.batches, "message")}, ${count(stream.bytes)} bytes${each}`,
    );
    if (stream.gaps > 0) {
      const dropped = `${count(stream.droppedRows)} rows at ${plural(stream.gaps, "place")}`;
      lines.push(`  missing ${dropped} in the stream: NATS was away or slow`);
    }
    if (!settled)
      lines.push(`  missing ${plural(stream.waiting, "message")} that NATS did not confirm`);
  }
  if (sourceGaps > 0) lines.push(`  missing rows at ${plural(sourceGaps, "place")} of the feed`);
  if (clockFixes > 0) {
    lines.push(`  clock   ${plural(clockFixes, "row")} came before they happened: set right`);
  }
  if (filesFailure !== undefined) lines.push(`  missing tape files to the end: ${filesFailure}`);
  for (const { file, rows: inFile, digest } of files) {
    lines.push(`  tape    ${file}: ${count(inFile)} rows, digest ${digest}`);
  }
  return lines.join("\n");
}

function rate(rows: number, seconds: number): number {
  return seconds > 0 ? Math.round(rows / seconds) : 0;
}
