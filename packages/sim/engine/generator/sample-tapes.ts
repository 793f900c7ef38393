import { tapeFromRows } from "../tape/tape-from-rows.ts";
import type { Tape } from "../tape/tape.ts";
import { sampleMarkets } from "./sample-markets.ts";

/** The markets of `sampleMarkets` as tapes, which say that they are synthetic. */
export function sampleTapes(seed: number, minutes: number): Tape[] {
  const note = `Synthetic: made by mexoms with seed ${seed} for ${minutes} minutes, not recorded.`;
  return sampleMarkets(seed, minutes).map((market) =>
    tapeFromRows({
      ...market,
      source: { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [note] },
    }),
  );
}
