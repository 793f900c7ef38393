import { Instrument } from "@mexoms/core";
import { memoryTape, sampleMarkets, type Tape, tapeFromRows } from "@mexoms/sim/engine";

/** Three markets of one asset at one venue, and the first of them once more at another venue. */
export function madeUpMarkets(seed: number): Tape[] {
  const tapes = sampleMarkets(seed, 1).map(({ instrument, epochNs, rows }) => {
    const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
    return tapeFromRows({ instrument, epochNs, rows, source });
  });
  const [swap] = tapes;
  const elsewhere = new Instrument({ ...swap!.instrument.spec, venue: "elsewhere" });
  const rows = [...allBlocks(swap!)];
  const facts = { ...swap!, instrument: elsewhere, digest: `${swap!.digest} elsewhere` };
  return [...tapes, memoryTape(facts, rows)];
}

function* allBlocks(tape: Tape): Generator<ReturnType<ReturnType<Tape["open"]>["rows"]>> {
  const reader = tape.open();
  try {
    for (let block = 0; block < tape.index.rows.length; block++) yield reader.rows(block);
  } finally {
    reader.close();
  }
}
