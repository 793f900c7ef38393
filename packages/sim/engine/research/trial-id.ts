import { digestOf } from "../run/run-digest.ts";
import { canonicalValue } from "../search/space/measure.ts";
import type { Point } from "../search/search.ts";
import type { Study } from "./study.ts";
import type { Trial } from "./trial.ts";

const ID_LENGTH = 24;

/** SHA-256 in hex over a study: equal for equal studies, in whatever order their keys stand. */
export function studyDigest(study: Study): string {
  return digestOf(study, "");
}

/**
 * SHA-256 in hex over all of a study but its parameters: sweeps in which it is equal can share trials,
 * whichever parameters they sweep.
 */
export function settingsDigest(study: Study): string {
  const { params: _, ...settings } = study;
  return digestOf(settings, "");
}

/** The parameters of a study as points write theirs, so that a point with them is equal however it came. */
export function fixedParams({ params }: Study): Point {
  return Object.fromEntries(
    Object.entries(params).map(([name, text]) => [name, canonicalValue(text)]),
  );
}

/**
 * The id of a trial, 24 hex digits: equal for equal settings, parameters, variants and shares. Which
 * parameters were swept is no part of it, and a default and the same text given are the same trial.
 */
export function trialId(
  /** Of `settingsDigest`. */
  settings: string,
  {
    point,
    variant,
    share,
  }: Pick<Trial, "variant" | "share"> & {
    /** With all parameters: those of `fixedParams` and the trial's own. */
    readonly point: Point;
  },
): string {
  return digestOf({ settings, point, variant, share }, "").slice(0, ID_LENGTH);
}

/** Ids of a study's trials, whose points have what the study sweeps alone. */
export function trialIdsOf(
  study: Study,
): (trial: Pick<Trial, "point" | "variant" | "share">) => string {
  const [settings, fixed] = [settingsDigest(study), fixedParams(study)];
  return ({ point, variant, share }) =>
    trialId(settings, { point: { ...fixed, ...point }, variant, share });
}
