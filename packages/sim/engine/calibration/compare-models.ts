import type { QueueModel } from "../queue/queue-model.ts";
import type { CalibrationCounts, ChanceBin, ModelScore, QueueCalibration } from "./calibration.ts";
import { describePart } from "./describe-part.ts";
import { type Difference, differenceBands } from "./difference-bands.ts";
import { fillTimeError, lotsError } from "./fill-errors.ts";
import { fitNoise } from "./fit-noise.ts";
import { actualReachNs, type Informative, predictedReachNs } from "./informative.ts";
import type { FollowedStay, Observations } from "./observations.ts";
import { type PartScore, scoreChance, scorePart } from "./part-score.ts";
import type { Noise } from "./reach-chance.ts";
import { sharedQueues } from "./shared-queues.ts";
import { verdictOf } from "./verdict.ts";

/** What models are compared on. */
export interface Comparison {
  readonly counts: CalibrationCounts;
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

/** Fits each model on the first part, scores it on the second, and ranks them. */
export function compareModels(
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
      counts: of.counts,
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
    explained:
      chance.logLikelihood === 0 ? 0 : 1 - fitted.held.logLikelihood / chance.logLikelihood,
    expectedReached: fitted.held.expected,
    predictedReached: orders(reached),
    agreed: orders(() => true) - against,
    fillTimeError: fillTimeError(stays, m),
    lotsError: lotsError(stays, m),
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
