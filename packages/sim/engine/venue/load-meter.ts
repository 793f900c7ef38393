const SAMPLES = 64;
const SECOND_NS = 1e9;

/**
 * How busy a market is: rows a second over about the last 100 ms, seen at the times of requests, so
 * that nothing is counted row by row.
 */
export class LoadMeter {
  readonly #windowNs = 1e8;
  readonly #times: Float64Array = new Float64Array(SAMPLES);
  readonly #rows: Float64Array = new Float64Array(SAMPLES);
  #count = 1; // the start of the run, without rows

  /** Rows a second, when `rows` rows had been handled by `atNs`. Times and rows never go back. */
  rowsPerSecond(atNs: number, rows: number): number {
    const oldest = Math.max(0, this.#count - SAMPLES);
    let from = oldest;
    for (let i = this.#count - 1; i >= oldest; i--) {
      from = i;
      if (this.#times[i % SAMPLES]! <= atNs - this.#windowNs) break;
    }
    const spanNs = atNs - this.#times[from % SAMPLES]!;
    const seen = rows - this.#rows[from % SAMPLES]!;
    this.#times[this.#count % SAMPLES] = atNs;
    this.#rows[this.#count % SAMPLES] = rows;
    this.#count += 1;
    return spanNs > 0 ? (seen * SECOND_NS) / spanNs : 0;
  }
}
