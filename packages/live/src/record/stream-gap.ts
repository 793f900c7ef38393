import { formatTimestamp } from "@mexoms/core";

/** Rows of a recording that are not in the stream. */
export interface StreamGap {
  readonly instrument: string;
  readonly recording: string;
  /** Local time of the row behind the gap; undefined at the end of the recording. */
  readonly atNs: bigint | undefined;
  readonly rows: number;
}

/** A gap for a person. */
export function gapText({ instrument, atNs, rows }: StreamGap): string {
  const what = `${rows.toLocaleString("en-US")} rows of ${instrument} are not in the stream`;
  return atNs === undefined
    ? `${what}, the last ones of the recording`
    : `${what}: a gap before ${formatTimestamp(atNs)}`;
}
