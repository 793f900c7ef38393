import { blocksOf, type Tape } from "@mexoms/sim/engine";
import { TapeWriter } from "./tape-writer.ts";

/**
 * Writes a tape to a file that appears complete or not at all, in bounded memory. Returns the digest
 * of what was written: the tape's own, unless the tape is seen through a transform, which the rows in
 * the file have gone through.
 */
export function writeTape(
  file: string,
  tape: Tape,
  options: { readonly blockRows?: number } = {},
): string {
  const writer = new TapeWriter(file, { ...options, extraColumns: tape.extraColumns });
  try {
    for (const rows of blocksOf(tape)) writer.append(rows);
    const digest = writer.finish(tape.instrument, tape.epochNs, tape.source);
    writer.publish();
    return digest;
  } finally {
    writer.discard();
  }
}
