/**
 * Counts the weight of what happened within a window of time. Times go forward. A fixed window starts
 * anew at whole multiples of its length since midnight UTC; a sliding one looks back from each moment.
 */
export interface RateWindow {
  /** Whether `weight` more would keep to the limit now. */
  fits(atNs: number, weight: number): boolean;
  add(atNs: number, weight: number): void;
}

/** `midnightNs`: some midnight UTC in the run's time. */
export class FixedWindow implements RateWindow {
  readonly #limit: number;
  readonly #windowNs: number;
  readonly #midnightNs: number;
  #current = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor(limit: number, windowNs: number, midnightNs: number) {
    this.#limit = limit;
    this.#windowNs = windowNs;
    this.#midnightNs = midnightNs;
  }

  fits(atNs: number, weight: number): boolean {
    const window = Math.floor((atNs - this.#midnightNs) / this.#windowNs);
    if (window !== this.#current) {
      this.#current = window;
      this.#used = 0;
    }
    return this.#used + weight <= this.#limit;
  }

  add(atNs: number, weight: number): void {
    this.fits(atNs, weight);
    this.#used += weight;
  }
}

const DROP_AT = 1024;

export class SlidingWindow implements RateWindow {
  readonly #limit: number;
  readonly #windowNs: number;
  readonly #times: number[] = [];
  readonly #weights: number[] = [];
  #first = 0;
  #used = 0;

  constructor(limit: number, windowNs: number) {
    this.#limit = limit;
    this.#windowNs = windowNs;
  }

  fits(atNs: number, weight: number): boolean {
    const times = this.#times;
    for (; this.#first < times.length && times[this.#first]! <= atNs - this.#windowNs;) {
      this.#used -= this.#weights[this.#first]!;
      this.#first += 1;
    }
    if (this.#first > DROP_AT) {
      times.splice(0, this.#first);
      this.#weights.splice(0, this.#first);
      this.#first = 0;
    }
    return this.#used + weight <= this.#limit;
  }

  add(atNs: number, weight: number): void {
    this.#times.push(atNs);
    this.#weights.push(weight);
    this.#used += weight;
  }
}
