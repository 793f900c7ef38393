import { createHash } from "node:crypto";
import { RESULT_SUBJECTS, TRIAL_SUBJECTS } from "../bus/sweep-streams.ts";

const NAME_DIGITS = 32;

/** What a sweep is called on the server: equal studies are one sweep, whoever asks for it. */
export function sweepName(studyText: string): string {
  return createHash("sha256").update(studyText).digest("hex").slice(0, NAME_DIGITS);
}

export function trialSubject(sweep: string, trialId: string): string {
  return `${TRIAL_SUBJECTS}.${sweep}.${trialId}`;
}

/** A result may be too large for one message: part 0 is stored last. */
export function resultSubject(
  sweep: string,
  trialId: string,
  part: { readonly index: number; readonly count: number },
): string {
  return `${RESULT_SUBJECTS}.${sweep}.${trialId}.${part.index}-${part.count}`;
}

/** Trial and part that a subject of a result names. */
export function parseResultSubject(subject: string): {
  readonly trialId: string;
  readonly index: number;
  readonly count: number;
} {
  const [trialId, part] = subject.split(".").slice(-2);
  const [index, count] = (part ?? "").split("-").map(Number);
  return { trialId: trialId ?? "", index: index ?? 0, count: count ?? 1 };
}

/** Last token of a subject. */
export function lastToken(subject: string): string {
  return subject.slice(subject.lastIndexOf(".") + 1);
}

/** Key of the bucket under which attempts at a trial are counted. */
export function attemptsKey(sweep: string, trialId: string): string {
  return `${sweep}.attempts.${trialId}`;
}
