import { Prng } from "@mexoms/core";
import { blockLength } from "./block-length.ts";
import { scoreOfSums } from "./bar-sums.ts";
import type { BootstrapFigures, Interval } from "./honesty.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { quantileOf } from "./ranks.ts";

const LEVEL = 0.95;
const MIN_BARS = 20;
const MOST_RESAMPLES = 2000;
const LEAST_RESAMPLES = 200;
/** Blocks drawn in all, beyond which fewer resamples are made. */
const MOST_BLOCKS = 20e6;

/**
 * Intervals of the profit and of the Sharpe ratio of a bar by the stationary bootstrap: Politis and
 * Romano, "The Stationary Bootstrap", Journal of the American Statistical Association 89(428), 1994.
 * Resamples are made of blocks that start anywhere, are of a random (geometric) length, and go on at
 * the first bar after the last one; intervals are their percentiles. It says how far chance moves the
 * profit of one trial, and nothing of its having been chosen among many.
 */
export function bootstrap(options: {
  readonly bars: Float64Array;
  readonly seed: number;
}): Figure<BootstrapFigures> {
  const { bars, seed } = options;
  const n = bars.length;
  if (n < MIN_BARS) return notEnough(`${n} bars; a bootstrap needs at least ${MIN_BARS}`);
  if (bars.every((bar) => bar === bars[0])) {
    return notEnough("the profit of a bar is the same in all bars");
  }
  const block = blockLength(bars);
  const resamples = Math.floor(
    Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, (MOST_BLOCKS * block) / n)),
  );
  const resampler = new Resampler(bars, block, new Prng(seed));
  const pnls = new Float64Array(resamples);
  const sharpes = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    const { sum, squares } = resampler.next();
    pnls[i] = sum;
    sharpes[i] = scoreOfSums("sharpe", n, sum, squares);
  }
  const losses = pnls.filter((pnl) => pnl <= 0).length;
  return {
    pnl: intervalOf(pnls),
    sharpe: intervalOf(sharpes),
    lossShare: losses / resamples,
    block,
    resamples,
    seed,
  };
}

function intervalOf(figures: Float64Array): Interval {
  const sorted = figures.toSorted();
  const tail = (1 - LEVEL) / 2;
  return { low: quantileOf(sorted, tail), high: quantileOf(sorted, 1 - tail), level: LEVEL };
}

/** Sums of resamples, a block at a time. */
class Resampler {
  readonly #bars: number;
  readonly #block: number;
  readonly #random: Prng;
  /** Sums of the first bars, over two rounds of the bars. */
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(bars: Float64Array, block: number, random: Prng) {
    const n = bars.length;
    this.#bars = n;
    this.#block = block;
    this.#random = random;
    this.#sums = new Float64Array(2 * n + 1);
    this.#squares = new Float64Array(2 * n + 1);
    for (let i = 0; i < 2 * n; i++) {
      const bar = bars[i % n]!;
      this.#sums[i + 1] = this.#sums[i]! + bar;
      this.#squares[i + 1] = this.#squares[i]! + bar * bar;
    }
  }

  next(): { sum: number; squares: number } {
    let sum = 0;
    let squares = 0;
    for (let left = this.#bars; left > 0;) {
      const from = this.#random.below(this.#bars);
      const length = Math.min(left, this.#length());
      sum += this.#sums[from + length]! - this.#sums[from]!;
      squares += this.#squares[from + length]! - this.#squares[from]!;
      left -= length;
    }
    return { sum, squares };
  }

  /** Geometric with the mean `block`. */
  #length(): number {
    if (this.#block <= 1) return 1;
    const going = 1 - 1 / this.#block;
    return 1 + Math.floor(Math.log(1 - this.#random.next()) / Math.log(going));
  }
}
