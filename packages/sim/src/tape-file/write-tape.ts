import { fail } from "@mexoms/core/internal";
import type { Tape } from "@mexoms/sim/engine";
import { TapeWriter } from "./tape-writer.ts";

/** Writes a tape to a file that appears complete or not at all. */
export function writeTape(file: string, tape: Tape): void {
  const writer = new TapeWriter(file);
  try {
    const { event, exchNs, localNs, priceTicks, qtyLots } = tape.rows;
    for (let i = 0; i < event.length; i++) {
      writer.push(event[i]!, exchNs[i]!, localNs[i]!, priceTicks[i]!, qtyLots[i]!);
    }
    const digest = writer.finish(tape.instrument, tape.epochNs, tape.source);
    if (digest !== tape.digest) fail(`tape ${tape.digest} became ${digest} while it was written`);
    writer.publish();
  } finally {
    writer.discard();
  }
}
