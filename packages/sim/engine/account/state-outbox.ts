import type { AccountState } from "@mexoms/core/internal";

/** States of an account that are on their way with answers, by number. */
export class StateOutbox {
  readonly #states = new Map<number, AccountState>();
  #last = 0;

  /** Puts a state in; its number, above zero, becomes its version. */
  put(state: AccountState): number {
    this.#last += 1;
    this.#states.set(this.#last, { ...state, version: this.#last });
    return this.#last;
  }

  /** Undefined for a state that was taken before: the message came twice. */
  take(number: number): AccountState | undefined {
    const state = this.#states.get(number);
    this.#states.delete(number);
    return state;
  }
}
