const NORMAL_95 = 1.96;

/** A mean of numbers by their weights, and its 95 % band. */
export class WeightedMean {
  count = 0;
  readonly #values: number[] = [];
  readonly #weights: number[] = [];
  #weight = 0;
  #sum = 0;

  add(value: number, weight: number): void {
    this.count += 1;
    this.#values.push(value);
    this.#weights.push(weight);
    this.#weight += weight;
    this.#sum += value * weight;
  }

  /** Undefined of nothing. */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.#sum / this.#weight;
  }

  /**
   * Half the width of the band: 1.96 * sqrt(n / (n - 1) * sum(w^2 * (x - mean)^2)) / sum(w), which for
   * equal weights is 1.96 standard errors. Undefined below two.
   */
  get halfBand(): number | undefined {
    const { mean, count } = this;
    if (mean === undefined || count < 2) return undefined;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const off = this.#weights[i]! * (this.#values[i]! - mean);
      squares += off * off;
    }
    return (NORMAL_95 * Math.sqrt((squares * count) / (count - 1))) / this.#weight;
  }
}
