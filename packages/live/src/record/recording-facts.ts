import { crc32 } from "node:zlib";
import { ConfigError, type Instrument } from "@mexoms/core";
import { canonicalSpec } from "@mexoms/sim/internal";
import { RECORDING_LENGTH } from "./batch-layout.ts";

const RECORDING_FORM = /^[0-9a-z]+$/;

/** What all batches of one instrument of a recording have in common. */
export interface RecordingFacts {
  /** Name of the recording: 8 of 0-9 and a-z. Who records the same again takes the same name. */
  readonly recording: string;
  readonly instrument: Instrument;
  /** Times of the rows are relative to this, in nanoseconds since 1970. */
  readonly epochNs: bigint;
  /** Rows are order by order (L3). */
  readonly orders: boolean;
}

/** The instrument as it stands in batches. */
export interface FactsText {
  readonly bytes: Uint8Array;
  readonly crc: number;
}

export function factsText(instrument: Instrument): FactsText {
  const bytes = new TextEncoder().encode(canonicalSpec(instrument.spec));
  return { bytes, crc: crc32(bytes) };
}

/** Throws ConfigError for a name that does not fit a batch. */
export function checkRecording(name: string): void {
  if (name.length === RECORDING_LENGTH && RECORDING_FORM.test(name)) return;
  throw new ConfigError("recording", `"${name}" is not ${RECORDING_LENGTH} of 0-9 and a-z`);
}
