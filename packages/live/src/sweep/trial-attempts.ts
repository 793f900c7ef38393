import type { Bus } from "../bus/bus.ts";
import type { KeyValue } from "../bus/key-value.ts";
import { RESULT_SUBJECTS, RESULTS_STREAM, SWEEPS_BUCKET } from "../bus/sweep-streams.ts";
import { heldSubjects } from "../bus/work-queue-setup.ts";
import { attemptsKey, lastToken } from "./sweep-names.ts";

/** Most times that a trial is begun: each of them may have ended its worker. */
export const MOST_ATTEMPTS = 3;

/**
 * What became of trials that were given to somebody before. A trial that waited at a worker that died
 * is none the worse for that, so that attempts are counted where they begin, and not by deliveries.
 */
export class TrialAttempts {
  readonly #bus: Bus;
  #bucket: KeyValue | undefined;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Whether its result is stored. Throws BusError. */
  async isTold(sweep: string, trialId: string): Promise<boolean> {
    const filter = `${RESULT_SUBJECTS}.${sweep}.${trialId}.*`;
    const parts = await heldSubjects(this.#bus, RESULTS_STREAM, filter);
    // The first part is stored last.
    return [...parts].some((subject) => lastToken(subject).startsWith("0-"));
  }

  /**
   * Counts another attempt at a trial that was given out before, of which the first may have been
   * begun without a word. False when there were enough. Throws BusError.
   */
  async again(sweep: string, trialId: string): Promise<boolean> {
    const bucket = (this.#bucket ??= await this.#bus.keyValue(SWEEPS_BUCKET));
    const key = attemptsKey(sweep, trialId);
    const entry = await bucket.get(key);
    const begun =
      1 + Number(entry?.value === undefined ? 0 : new TextDecoder().decode(entry.value));
    if (begun >= MOST_ATTEMPTS) return false;
    await bucket.put(key, new TextEncoder().encode(String(begun)));
    return true;
  }

  /** An attempt that this worker ended itself counts for nothing. Throws BusError. */
  async forget(sweep: string, trialId: string): Promise<void> {
    const bucket = (this.#bucket ??= await this.#bus.keyValue(SWEEPS_BUCKET));
    const key = attemptsKey(sweep, trialId);
    const entry = await bucket.get(key);
    const begun = Number(entry?.value === undefined ? 0 : new TextDecoder().decode(entry.value));
    // Below zero where the first attempt, which begins without a word, is the one to forget.
    await bucket.put(key, new TextEncoder().encode(String(begun - 1)));
  }
}
