import type { Study } from "@mexoms/sim/engine";
import { readHoldoutFile } from "./holdout-file.ts";
import type { HoldoutLine, SweepLine } from "./log-line.ts";
import { knownIds, type ResearchLog } from "./research-log.ts";

/** What is known of a study's hold-out: what was done with its strategy on some of its data. */
export interface HoldoutPast {
  /** Openings of this hold-out. */
  readonly opened: readonly HoldoutLine[];
  /** Openings of others that share some of its time. */
  readonly overlapping: readonly HoldoutLine[];
  /** Points that sweeps ran on some of its time, since they held out less or nothing. */
  readonly seenPoints: number;
}

/**
 * What the project's log knows, and the sweep's folder `dir`, which may come from another project.
 * Throws DataError for a folder's file that cannot be read.
 */
export function holdoutPast(
  study: Study,
  { sweeps, holdouts }: Pick<ResearchLog, "sweeps" | "holdouts">,
  dir?: string,
): HoldoutPast {
  const { endNs, dataEndNs } = study;
  const data = digestsOf(study);
  const saw = (line: SweepLine | HoldoutLine): boolean =>
    line.strategy === study.strategy.name &&
    line.data.some((digest) => data.includes(digest)) &&
    BigInt(line.fromNs) < BigInt(dataEndNs) &&
    BigInt(endNs) < BigInt(line.toNs);
  const own = (line: HoldoutLine): boolean =>
    line.data.join() === data.join() && line.fromNs === endNs && line.toNs === dataEndNs;
  const seen = [...holdouts, ...toldBy(dir, holdouts)].filter(saw);
  return {
    opened: seen.filter(own),
    overlapping: seen.filter((line) => !own(line)),
    seenPoints: sweeps.filter(saw).reduce((sum, line) => sum + knownIds(line).length, 0),
  };
}

/** The opening that only the folder knows. */
function toldBy(dir: string | undefined, known: readonly HoldoutLine[]): readonly HoldoutLine[] {
  const line = dir === undefined ? undefined : readHoldoutFile(dir);
  const isNew = !known.some(({ time, who }) => time === line?.time && who === line.who);
  return line !== undefined && isNew ? [line] : [];
}

/** Digests of a study's tapes, sorted. */
export function digestsOf({ tapes }: Study): readonly string[] {
  return tapes.map(({ digest }) => digest).toSorted();
}
