import { ConfigError } from "@mexoms/core";

const SECOND_NS = 1_000_000_000;

/**
 * A token bucket of messages: `perSecond` over time, up to `burst` at once. The last `reserve` of
 * them are for urgent messages only. All of it is whole nanoseconds: a message costs the time in
 * which the next one is earned.
 */
export class MessageBudget {
  readonly #costNs: number;
  readonly #fullNs: number;
  readonly #reserveNs: number;
  #creditNs: number;
  #atNs = 0;

  /** Throws ConfigError when the reserve leaves nothing for other messages. */
  constructor(options: {
    readonly perSecond: number;
    readonly burst: number;
    readonly reserve: number;
  }) {
    const { perSecond, burst, reserve } = options;
    if (reserve >= burst) {
      throw new ConfigError(
        "cancelReserve",
        `${reserve} leaves nothing of messageBurst, which is ${burst}; for example ${Math.floor(burst / 4)}`,
      );
    }
    // Rounded up: a rate that does not divide a second is never exceeded.
    this.#costNs = Math.ceil(SECOND_NS / perSecond);
    this.#fullNs = burst * this.#costNs;
    this.#reserveNs = reserve * this.#costNs;
    this.#creditNs = this.#fullNs;
  }

  /** Earns what the time since the last look is worth. */
  advance({ nowNs }: { readonly nowNs: number }): void {
    if (nowNs <= this.#atNs) return;
    this.#creditNs = Math.min(this.#fullNs, this.#creditNs + (nowNs - this.#atNs));
    this.#atNs = nowNs;
  }

  /** Messages that may go out now. */
  left(urgent: boolean): number {
    const creditNs = urgent ? this.#creditNs : this.#creditNs - this.#reserveNs;
    return Math.max(0, Math.floor(creditNs / this.#costNs));
  }

  /** Takes one message; false when there is none left for it. */
  take(urgent: boolean): boolean {
    if (this.left(urgent) < 1) return false;
    this.#creditNs -= this.#costNs;
    return true;
  }

  /** Takes one message that goes out whatever is left. */
  force(): void {
    this.#creditNs = Math.max(0, this.#creditNs - this.#costNs);
  }
}
