import type { MarketRows } from "@mexoms/core/internal";
import { blocksOf, type Tape } from "@mexoms/sim";
import { TapeWriter } from "../src/tape-file/tape-writer.ts";

const PAUSE_NS = 1_000_000_000;

/** Writes a tape of at least `rows` rows: those of another one, over and over, each time later. */
export function writeRepeated(file: string, tape: Tape, rows: number): void {
  const { firstExchNs, lastLocalNs } = tape.index;
  const startNs = firstExchNs.find(Number.isFinite)!;
  const turnNs = lastLocalNs.findLast(Number.isFinite)! - startNs + PAUSE_NS;
  const writer = new TapeWriter(file);
  try {
    for (let turn = 0; writer.rows < rows; turn++) {
      for (const block of blocksOf(tape)) writer.append(later(block, turn * turnNs));
    }
    const notes = [`Made for a measurement: ${tape.instrument.id} over and over.`];
    writer.finish(tape.instrument, tape.epochNs, { ...tape.source, notes });
    writer.publish();
  } finally {
    writer.discard();
  }
}

function later(rows: MarketRows, ns: number): MarketRows {
  const shift = (times: Float64Array): Float64Array => times.map((time) => time + ns);
  return { ...rows, exchNs: shift(rows.exchNs), localNs: shift(rows.localNs) };
}
