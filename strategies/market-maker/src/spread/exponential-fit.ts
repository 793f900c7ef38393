import { naturalExp, naturalLog } from "@mexoms/core";

/** A straight line through the logarithms of rates: rate(d) = A * exp(-k * d). Used again. */
export class ExponentialFit {
  A: number = Number.NaN;
  k: number = Number.NaN;
  /** Share of the variance of the logarithms that the line explains; NaN below three points. */
  r2: number = Number.NaN;
  count = 0;
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  constructor(capacity: number) {
    this.#x = new Float64Array(capacity);
    this.#y = new Float64Array(capacity);
  }

  clear(): void {
    this.count = 0;
  }

  /** Adds a rate above zero. */
  add(depth: number, rate: number): void {
    this.#x[this.count] = depth;
    this.#y[this.count] = naturalLog(rate);
    this.count += 1;
  }

  /** Least squares over the points so far. With fewer than three nothing is known. */
  fit(): void {
    const n = this.count;
    this.A = Number.NaN;
    this.k = Number.NaN;
    this.r2 = Number.NaN;
    if (n < 3) return;
    let meanX = 0;
    let meanY = 0;
    for (let i = 0; i < n; i++) {
      meanX += this.#x[i]! / n;
      meanY += this.#y[i]! / n;
    }
    let xx = 0;
    let xy = 0;
    let yy = 0;
    for (let i = 0; i < n; i++) {
      const x = this.#x[i]! - meanX;
      const y = this.#y[i]! - meanY;
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    if (!(xx > 0) || !(yy > 0)) return;
    this.k = -xy / xx;
    this.A = naturalExp(meanY + this.k * meanX);
    this.r2 = (xy * xy) / (xx * yy);
  }
}
