import { constants } from "node:buffer";
import { totalmem } from "node:os";
import { ConfigError } from "@mexoms/core";
import type { Study, SweepPlan } from "@mexoms/sim/engine";

/** Trials from which on a grid is told how large it is. */
const MANY = 10_000;
/** About what was measured: a row of a trial, and what the order of asking keeps of it. */
const TRIAL_BYTES = 2_500;
const BAR_BYTES = 8;
/** The bars of a trial, those in the columns, and the file made of these, twice. */
const COPIES = 4;
const GB = 1e9;

/** How large a sweep is going to be. */
export interface SweepSize {
  readonly trials: number;
  /** Of each trial. */
  readonly bars: number;
}

export function sweepSize(study: Study, trials: number): SweepSize {
  const lengthNs = Number(BigInt(study.endNs) - BigInt(study.startNs));
  return { trials, bars: Math.ceil(lengthNs / study.barNs) };
}

/** Throws ConfigError for a sweep whose table this process could not hold. */
export function checkSize({ trials, bars }: SweepSize, memoryBytes: number): void {
  const table = trials * bars * BAR_BYTES;
  const bytes = trials * TRIAL_BYTES + COPIES * table;
  if (bytes <= memoryBytes && table < constants.MAX_LENGTH) return;
  const there = Math.min(memoryBytes, COPIES * constants.MAX_LENGTH);
  throw new ConfigError(
    "space",
    `${trials} trials of ${bars} bars take about ${(bytes / GB).toFixed(1)} GB of memory, of ${(there / GB).toFixed(1)} GB that there are; take larger steps, longer bars (--bar), or a search that draws fewer points (--search sobol:500)`,
  );
}

/** Memory that this process may use. */
export function memoryAtHand(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** What a user should think about before a grid of very many points is run. */
export function sizeNotes({ search, space }: SweepPlan, { trials }: SweepSize): string[] {
  if (trials <= MANY || search !== "grid") return [];
  const axes = Object.entries(space).map(([name, values]) => `${name}=${values}`);
  return [
    `${trials} trials in this grid: a search that draws its points, evenly or learning from what it found, needs far fewer: --search sobol:500 (or lhs:500, tpe:500) --space ${axes.join(" ")}`,
  ];
}
