import { ConfigError } from "@mexoms/core";
import type { QueueModel } from "../queue/queue-model.ts";
import type { Tape } from "../tape/tape.ts";
import type {
  CalibrationCounts,
  CalibrationPart,
  ChanceBin,
  ModelScore,
  QueueCalibration,
} from "./calibration.ts";
import { candidateModels } from "./candidates.ts";
import { type Difference, differenceBands } from "./difference-bands.ts";
import { fillTimeError } from "./fill-time-error.ts";
import { fitNoise } from "./fit-noise.ts";
import {
  actualReachNs,
  type Informative,
  isTelling,
  predictedReachNs,
  splitInformative,
} from "./informative.ts";
import type { FollowedStay, Observations, StayEnd } from "./observations.ts";
import type { OwnOrder } from "./own-order.ts";
import { type PartScore, scoreChance, scorePart } from "./part-score.ts";
import { followStays } from "./queue-follower.ts";
import type { Noise } from "./reach-chance.ts";
import { sharedQueues } from "./shared-queues.ts";
import { LEFT_OUT, type LeftOut, type Stay, staysOf } from "./stays.ts";
import { verdictOf } from "./verdict.ts";

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
    ...compare({ observations, parts, models, resamples, seed }),
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
  const ends = Object.fromEntries(
    endings.map((end) => [end, count(({ ended }) => ended === end)]),
  );
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

function describePart(stays: readonly FollowedStay[]): CalibrationPart {
  const orders = (of: readonly FollowedStay[]): number =>
    new Set(of.map(({ stay }) => stay.order)).size;
  const groups = sharedQueues(stays);
  const telling = stays.filter(isTelling);
  return {
    orders: orders(stays),
    trades: stays.reduce((sum, { rows }) => sum + rows.length, 0),
    reached: orders(stays.filter(({ ended }) => ended === "reached")),
    telling: orders(telling),
    groups: new Set(groups.values()).size,
    tellingGroups: new Set(telling.map(({ stay }) => groups.get(stay.order))).size,
  };
}

interface Comparison {
  readonly observations: Observations;
  readonly parts: Informative;
  readonly models: readonly QueueModel[];
  readonly resamples: number;
  readonly seed: number;
}

/** A model's noise and its scores on both parts. */
interface Fitted {
  readonly noise: Noise;
  readonly fit: PartScore;
  readonly held: PartScore;
}

function compare(
  of: Comparison,
): Pick<QueueCalibration, "chanceLogLikelihood" | "models" | "bins" | "verdict"> {
  const { observations, parts, models } = of;
  const rate = chanceRate(parts.fit);
  const fitted = models.map((_, m): Fitted => {
    const noise = fitNoise(observations, parts.fit, m, rate);
    return {
      noise,
      fit: scorePart(observations, parts.fit, m, noise),
      held: scorePart(observations, parts.held, m, noise),
    };
  });
  const chance = scoreChance(parts.held, rate);
  const best = bestOf(fitted.map(({ held }) => held));
  const heldBands = bands(of, parts.held, [...fitted.map(({ held }) => held), chance], best);
  const fits = fitted.map(({ fit }) => fit);
  const fitBands = bands(of, parts.fit, fits, bestOf(fits));
  const scores = models.map((model, m) =>
    scoreModel({ of, model, m, fitted: fitted[m]!, chance, behind: heldBands[m]!, best }),
  );
  // Equal scores keep the order of the candidates, in which simpler models come first.
  const order = models.map((_, m) => m);
  order.sort((a, b) => scores[b]!.logLikelihood - scores[a]!.logLikelihood || a - b);
  const sorted = order.map((m) => scores[m]!);
  return {
    chanceLogLikelihood: chance.logLikelihood,
    models: sorted,
    bins: binsOf(fitted[best]!.held),
    verdict: verdictOf({
      fit: describePart(parts.fit),
      held: describePart(parts.held),
      models: sorted,
      leadOverChance: heldBands.at(-1)!.low,
      fitAgrees: fitBands[best]!.low <= 0,
    }),
  };
}

/** Reaches a trade, drawn a little to one half so that it is neither 0 nor 1. */
function chanceRate(stays: readonly FollowedStay[]): number {
  const { trades } = describePart(stays);
  const reached = stays.filter(({ ended }) => ended === "reached").length;
  return (reached + 0.5) / (trades + 1);
}

function bestOf(scores: readonly PartScore[]): number {
  return scores.reduce(
    (best, score, m) => (score.logLikelihood > scores[best]!.logLikelihood ? m : best),
    0,
  );
}

/** Bands of the mean lead of `best` an order; orders that shared a queue are drawn together. */
function bands(
  of: Comparison,
  stays: readonly FollowedStay[],
  scores: readonly PartScore[],
  best: number,
): Difference[] {
  if (stays.length === 0) return scores.map(() => ({ mean: 0, low: 0, high: 0 }));
  const rows = new Map<number, Float64Array>();
  const orders = sharedQueues(stays);
  for (const [order, group] of orders) {
    const row = rows.get(group) ?? new Float64Array(scores.length);
    rows.set(group, row);
    for (const [column, { byOrder }] of scores.entries()) row[column]! += byOrder.get(order)!;
  }
  const { resamples, seed } = of;
  return differenceBands({ rows: [...rows.values()], best, resamples, seed, per: orders.size });
}

function scoreModel(about: {
  readonly of: Comparison;
  readonly model: QueueModel;
  readonly m: number;
  readonly fitted: Fitted;
  readonly chance: PartScore;
  readonly behind: Difference;
  readonly best: number;
}): ModelScore {
  const { model, m, fitted, chance, behind } = about;
  const { parts } = about.of;
  const stays = [...parts.fit, ...parts.held];
  const reached = (stay: FollowedStay): boolean =>
    predictedReachNs(stay, m) !== Number.POSITIVE_INFINITY;
  const orders = (is: (stay: FollowedStay) => boolean): number =>
    new Set(stays.filter(is).map(({ stay }) => stay.order)).size;
  const against = orders((stay) => predictedReachNs(stay, m) !== actualReachNs(stay));
  return {
    queue: model.name,
    noiseScale: fitted.noise.scale,
    noiseChance: fitted.noise.chance,
    fitLogLikelihood: fitted.fit.logLikelihood,
    logLikelihood: fitted.held.logLikelihood,
    brier: fitted.held.brier,
    explained: chance.logLikelihood === 0 ? 0 : 1 - fitted.held.logLikelihood / chance.logLikelihood,
    expectedReached: fitted.held.expected,
    predictedReached: orders(reached),
    agreed: orders(() => true) - against,
    fillTimeError: fillTimeError(stays, m),
    behindBest: behind,
    tied: m === about.best || behind.low <= 0,
  };
}

function binsOf(score: PartScore): ChanceBin[] {
  return Array.from(score.trades, (trades, i) => ({
    from: i / score.trades.length,
    to: (i + 1) / score.trades.length,
    trades,
    predicted: trades === 0 ? 0 : score.chances[i]! / trades,
    observed: trades === 0 ? 0 : score.reaches[i]! / trades,
  }));
}
