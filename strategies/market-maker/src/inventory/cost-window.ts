/** What was spent in a window of time, which begins with the first cost after the last window. */
export class CostWindow {
  readonly #lengthNs: number;
  #sum = 0;
  #untilNs = Number.NEGATIVE_INFINITY;

  constructor(lengthNs: number) {
    this.#lengthNs = lengthNs;
  }

  spent(nowNs: number): number {
    return nowNs < this.#untilNs ? this.#sum : 0;
  }

  add(cost: number, nowNs: number): void {
    if (nowNs >= this.#untilNs) {
      this.#sum = 0;
      this.#untilNs = nowNs + this.#lengthNs;
    }
    this.#sum += cost;
  }
}
