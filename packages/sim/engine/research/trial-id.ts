import { digestOf } from "../run/run-digest.ts";
import type { Study } from "./study.ts";
import type { Trial } from "./trial.ts";

const ID_LENGTH = 24;

/** SHA-256 in hex over a study: equal for equal studies, in whatever order their keys stand. */
export function studyDigest(study: Study): string {
  return digestOf(study, "");
}

/**
 * The id of a trial, 24 hex digits: equal for equal studies, points, variants and shares. A study has
 * the texts of all parameters that are not swept, those that take their defaults included, and a
 * point has all others, so that a default and the same text given are the same trial.
 */
export function trialId(
  /** Of `studyDigest`. */
  digest: string,
  { point, variant, share }: Pick<Trial, "point" | "variant" | "share">,
): string {
  return digestOf({ study: digest, point, variant, share }, "").slice(0, ID_LENGTH);
}
