import { ConfigError } from "@mexoms/core";
import type { QueueModel } from "../queue/queue-model.ts";
import type { Tape } from "../tape/tape.ts";
import type { CalibrationCounts, QueueCalibration } from "./calibration.ts";
import { candidateModels } from "./candidates.ts";
import { compareModels } from "./compare-models.ts";
import { describePart } from "./describe-part.ts";
import { splitInformative } from "./informative.ts";
import type { FollowedStay, Observations, StayEnd } from "./observations.ts";
import type { OwnOrder } from "./own-order.ts";
import { followStays } from "./queue-follower.ts";
import { LEFT_OUT, type LeftOut, type Stay, staysOf } from "./stays.ts";

export interface CalibrateOptions {
  /** Of one instrument, following each other in time. */
  readonly tapes: readonly Tape[];
  /** Own orders in that instrument. */
  readonly orders: readonly OwnOrder[];
  /** Models to compare; all that `--queue` takes when not given. */
  readonly models?: readonly QueueModel[];
  /** Share of the informative orders, the earliest, on which noise is fitted: above 0, below 1. */
  readonly fitShare: number;
  /** Of the bootstrap, at least 100. */
  readonly resamples: number;
  /** Of the bootstrap. */
  readonly seed: number;
}

/**
 * Compares queue models with what happened to own orders, and says which fits best or that the data
 * does not tell. Equal inputs give an equal result. The method is in docs/calibrate.md. Throws
 * ConfigError for settings that cannot be.
 */
export function calibrateQueue(options: CalibrateOptions): QueueCalibration {
  const tapes = checkedTapes(options);
  const models = options.models ?? candidateModels();
  const first = tapes[0]!;
  const leftOut = new Map<LeftOut, number>(LEFT_OUT.map((why) => [why, 0]));
  const stays: Stay[] = [];
  const leaveOut = (why: LeftOut): void => void leftOut.set(why, leftOut.get(why)! + 1);
  for (const [i, order] of options.orders.entries()) {
    const found = staysOf(order, i, first.epochNs);
    if (typeof found === "string") leaveOut(found);
    else stays.push(...found);
  }
  const followed = followStays({ tapes, epochNs: first.epochNs, models, stays });
  for (const { why } of followed.leftOut) leaveOut(why);
  const { observations } = followed;
  const parts = splitInformative(observations, options.fitShare);
  const counts = countsOf(options.orders.length, Object.fromEntries(leftOut), observations);
  const { fitShare, resamples, seed } = options;
  return {
    instrument: first.instrument.id,
    tapes: tapes.map(({ digest }) => digest),
    fitShare,
    resamples,
    seed,
    counts,
    fit: describePart(parts.fit),
    held: describePart(parts.held),
    ...compareModels({ counts, observations, parts, models, resamples, seed }),
  };
}

function checkedTapes(options: CalibrateOptions): Tape[] {
  const { tapes, models, fitShare, resamples, seed } = options;
  const id = tapes[0]?.instrument.id;
  if (id === undefined) throw new ConfigError("tape", "a calibration needs at least one tape");
  const other = tapes.find(({ instrument }) => instrument.id !== id);
  if (other) {
    throw new ConfigError(
      "tape",
      `tapes of ${id} and of ${other.instrument.id}: queues differ, calibrate one instrument at a time`,
    );
  }
  if (models?.length === 0) throw new ConfigError("models", "at least one model is needed");
  if (!(fitShare > 0 && fitShare < 1)) {
    throw new ConfigError("fitShare", `${fitShare} is not above 0 and below 1, for example 0.5`);
  }
  if (!(Number.isSafeInteger(resamples) && resamples >= 100)) {
    throw new ConfigError("resamples", `${resamples} is not a whole number from 100, such as 1000`);
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new ConfigError("seed", `${seed} is not a whole number >= 0`);
  }
  return tapes.toSorted((a, b) => Number(a.epochNs - b.epochNs));
}

function countsOf(
  orders: number,
  leftOut: Record<string, number>,
  { stays }: Observations,
): CalibrationCounts {
  const count = (is: (stay: FollowedStay) => boolean): number => stays.filter(is).length;
  const endings: StayEnd[] = ["reached", "closed", "through", "unmatched", "gap"];
  const ends = Object.fromEntries(endings.map((end) => [end, count(({ ended }) => ended === end)]));
  return {
    orders,
    leftOut: leftOut as Record<LeftOut, number>,
    stays: stays.length,
    ends: ends as Record<StayEnd, number>,
    alone: count(({ hadQueue }) => !hadQueue),
    untraded: count(({ hadQueue, rows }) => hadQueue && rows.length === 0),
    survivedThrough: count(
      ({ ended, stay, throughNs }) => ended === "through" && stay.fillNs !== throughNs,
    ),
  };
}
