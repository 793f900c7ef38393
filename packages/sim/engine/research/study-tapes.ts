import { ConfigError } from "@mexoms/core";
import { cutMemoryTape } from "../tape/cut-memory-tape.ts";
import type { MemoryTape } from "../tape/memory-tape.ts";
import { lastTime } from "../tape/sequence-ends.ts";
import { ROW_LOCAL } from "@mexoms/core/internal";
import type { Tape } from "../tape/tape.ts";
import { shareEndNs } from "./bars.ts";
import type { Study } from "./study.ts";

/**
 * The tapes of a study as trials may see them, by their share: what had happened, and been received,
 * before that part of the time from `startNs` to `endNs` was over. They use the rows of the tapes
 * given where they are, and need memory only for the few around the cut; each share is cut once.
 *
 * The tapes may be whole or already cut at the study's `endNs`. A tape of which nothing is left is
 * left out. Throws ConfigError for a share in which an instrument has no row at all.
 */
export function studyTapes(
  tapes: readonly MemoryTape[],
  study: Pick<Study, "startNs" | "endNs">,
): (share: number) => readonly MemoryTape[] {
  const known = new Map<bigint, readonly MemoryTape[]>();
  return (share) => {
    const endNs = shareEndNs(study, share);
    let cut = known.get(endNs);
    if (cut === undefined) {
      cut = tapes.map((tape) => cutMemoryTape(tape, endNs)).filter(isReceived);
      checkInstruments(tapes, cut, share);
      known.set(endNs, cut);
    }
    return cut;
  };
}

function isReceived({ index }: Tape): boolean {
  return lastTime(index, ROW_LOCAL) !== -Infinity;
}

function checkInstruments(all: readonly Tape[], cut: readonly Tape[], share: number): void {
  const left = new Set(cut.map(({ instrument }) => instrument.id));
  const without = all.find(({ instrument }) => !left.has(instrument.id));
  if (without === undefined) return;
  throw new ConfigError(
    "share",
    `the first ${share} of the time has no rows of ${without.instrument.id}; give a larger part`,
  );
}
