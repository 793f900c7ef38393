const DOUBLINGS = 10;

/** Why a side may not send now; "" when it may. */
export type Hold = "" | "cooldown" | "backoff" | "rejects";

/**
 * Holds one side back after its quotes were refused, and after fills. Each refusal in a row doubles
 * the wait and puts the next try one tick further back; too many mean that our book is stale, and
 * the side pauses.
 */
export class RejectGuard {
  /** Refusals in a row. */
  refused = 0;
  /** What the venue said the last time. */
  reason = "";
  untilNs = -1;
  readonly #retries: number;
  readonly #backoffNs: number;
  readonly #pauseNs: number;
  readonly #cooldownNs: number;
  #paused = false;
  #refusedNs = -1;
  #refusedLevel = -1;
  #coolUntilNs = -1;

  constructor(options: {
    readonly retries: number;
    readonly backoffNs: number;
    readonly pauseNs: number;
    readonly cooldownNs: number;
  }) {
    this.#retries = options.retries;
    this.#backoffNs = options.backoffNs;
    this.#pauseNs = options.pauseNs;
    this.#cooldownNs = options.cooldownNs;
  }

  /** A quote of a level was refused. True when the side pauses for it. */
  refuse(nowNs: number, level: number, reason: string): boolean {
    this.refused += 1;
    this.#refusedNs = nowNs;
    this.#refusedLevel = level;
    this.reason = reason;
    const paused = this.refused > this.#retries;
    const doubled = this.#backoffNs * 2 ** Math.min(DOUBLINGS, this.refused - 1);
    this.untilNs = Math.max(this.untilNs, nowNs + (paused ? this.#pauseNs : doubled));
    const begins = paused && !this.#paused;
    this.#paused = paused;
    return begins;
  }

  /**
   * A quote was taken in. That ends the run when it was sent after the last refusal and stands no
   * further out: that an outer level is taken in says nothing of the inner one.
   */
  accept(submittedNs: number, level: number): void {
    if (this.#paused || submittedNs < this.#refusedNs || level > this.#refusedLevel) return;
    this.refused = 0;
  }

  fill(nowNs: number): void {
    this.#coolUntilNs = nowNs + this.#cooldownNs;
  }

  /** Ticks that the next try stands behind the nearest price that the book allows. */
  get backTicks(): number {
    return this.refused;
  }

  /** The time comes in a look, so that it is not boxed. */
  hold({ nowNs }: { readonly nowNs: number }): Hold {
    if (nowNs < this.untilNs) return this.#paused ? "rejects" : "backoff";
    if (this.#paused) {
      this.#paused = false;
      this.refused = 0;
    }
    return nowNs < this.#coolUntilNs ? "cooldown" : "";
  }
}
