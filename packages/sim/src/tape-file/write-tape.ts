import { fail } from "@mexoms/core/internal";
import { blocksOf, type Tape } from "@mexoms/sim/engine";
import { TapeWriter } from "./tape-writer.ts";

/** Writes a tape to a file that appears complete or not at all, in bounded memory. */
export function writeTape(
  file: string,
  tape: Tape,
  options: { readonly blockRows?: number } = {},
): void {
  const writer = new TapeWriter(file, { ...options, extraColumns: tape.extraColumns });
  try {
    for (const rows of blocksOf(tape)) writer.append(rows);
    const digest = writer.finish(tape.instrument, tape.epochNs, tape.source);
    if (digest !== tape.digest) fail(`tape ${tape.digest} became ${digest} while it was written`);
    writer.publish();
  } finally {
    writer.discard();
  }
}
