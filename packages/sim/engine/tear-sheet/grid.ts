import { NEVER } from "@mexoms/core/internal";

/** The mid at every multiple of an interval from the start of a run, in half ticks; 0 for unknown. */
export class Grid {
  readonly everyNs: number;
  readonly midHalf: Float64Array;
  /** Time of the next one to take, NEVER after the last. */
  nextNs = 0;
  #taken = 0;

  constructor(everyNs: number, endNs: number) {
    this.everyNs = everyNs;
    this.midHalf = new Float64Array(Math.floor(endNs / everyNs) + 1);
  }

  /** Whole intervals. */
  get intervals(): number {
    return this.midHalf.length - 1;
  }

  take(midHalf: number): void {
    this.midHalf[this.#taken] = midHalf;
    this.#taken += 1;
    this.nextNs = this.#taken < this.midHalf.length ? this.#taken * this.everyNs : NEVER;
  }
}
