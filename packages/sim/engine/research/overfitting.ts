import { BarSums, scoreOfSums } from "./bar-sums.ts";
import type { FoldScore, Overfitting } from "./honesty.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { medianOf } from "./ranks.ts";
import { SplitTally } from "./split-tally.ts";

const MOST_BLOCKS = 16;
const LEAST_BLOCKS = 6;
const LEAST_BARS_OF_BLOCK = 4;
/** Trials times splits beyond this take too long: fewer blocks then. */
const MOST_SCORES = 60e6;

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: Bailey, Borwein,
 * Lopez de Prado, Zhu, "The Probability of Backtest Overfitting", Journal of Computational Finance
 * 20(4), 2017. The bars are cut into an even number of equal blocks; for every way of choosing half of
 * them the trial that is best there is looked up in the other half. Its rank there, r of N + 1, gives
 * the logit ln(r / (N + 1 - r)); the probability is the part of the splits with a logit of 0 or less.
 * All `bars` have the same length.
 */
export function overfitting(options: {
  readonly bars: readonly ArrayLike<number>[];
  readonly by: FoldScore;
}): Figure<Overfitting> {
  const { bars, by } = options;
  const length = bars[0]?.length ?? 0;
  if (bars.length < 2) return notEnough("it takes at least two trials to be overfitted");
  const blocks = blocksFor(length, bars.length);
  if (blocks < LEAST_BLOCKS) {
    const least = LEAST_BLOCKS * LEAST_BARS_OF_BLOCK;
    return notEnough(`${length} bars; ${LEAST_BLOCKS} blocks need at least ${least}`);
  }
  const blockBars = Math.floor(length / blocks);
  const borders = Array.from({ length: blocks + 1 }, (_, i) => i * blockBars);
  const sums = new BarSums(bars, borders);
  if (allEqual(sums)) return notEnough("all trials earned the same");
  const tally = new SplitTally(bars.length);
  eachSplit(sums, blockBars, by, (chosen, other) => tally.add(chosen, other));
  const { logits, chosenScores, otherScores } = tally;
  return {
    probability: share(logits, (logit) => logit <= 0),
    probabilityOfLoss: share(otherScores, (score) => score < 0),
    trials: bars.length,
    blocks,
    splits: logits.length,
    bars: blocks * blockBars,
    logits: tally.histogram(),
    medianLogit: medianOf(logits),
    degradation: { ...line(chosenScores, otherScores), points: tally.points() },
    by,
  };
}

function blocksFor(bars: number, trials: number): number {
  const most = Math.min(MOST_BLOCKS, Math.floor(bars / LEAST_BARS_OF_BLOCK));
  let blocks = most - (most % 2);
  while (blocks > LEAST_BLOCKS && trials * choices(blocks) > MOST_SCORES) blocks -= 2;
  return blocks;
}

/** Ways of choosing half of so many. */
function choices(blocks: number): number {
  let ways = 1;
  for (let k = 1; k <= blocks / 2; k++) ways = (ways * (blocks / 2 + k)) / k;
  return Math.round(ways);
}

function allEqual({ trials, sums, squares }: BarSums): boolean {
  return sums.every((sum, i) => {
    const first = i - (i % trials);
    return sum === sums[first] && squares[i] === squares[first];
  });
}

/**
 * Scores of all trials in each half. Sums of any choice of blocks are those of a choice among the first
 * half of the blocks plus those of a choice among the rest, all known in advance; and as the halves of
 * a split change places in another one, each pair of scores serves twice.
 */
function eachSplit(
  sums: BarSums,
  blockBars: number,
  by: FoldScore,
  add: (chosen: Float64Array, other: Float64Array) => void,
): void {
  const half = sums.segments / 2;
  const all = 2 ** half - 1;
  const low = new ChoiceSums(sums, 0, half);
  const high = new ChoiceSums(sums, half, half);
  const bars = half * blockBars;
  const one = new Float64Array(sums.trials);
  const other = new Float64Array(sums.trials);
  const score = (into: Float64Array, lowChoice: number, highChoice: number): void => {
    const a = lowChoice * sums.trials;
    const b = highChoice * sums.trials;
    for (let t = 0; t < into.length; t++) {
      const sum = low.sums[a + t]! + high.sums[b + t]!;
      const squares = low.squares[a + t]! + high.squares[b + t]!;
      into[t] = scoreOfSums(by, bars, sum, squares);
    }
  };
  // Choices without block 0 are the other halves of those with it.
  for (let lowChoice = 1; lowChoice <= all; lowChoice += 2) {
    for (let highChoice = 0; highChoice <= all; highChoice++) {
      if (bitCount(lowChoice) + bitCount(highChoice) !== half) continue;
      score(one, lowChoice, highChoice);
      score(other, all - lowChoice, all - highChoice);
      add(one, other);
      add(other, one);
    }
  }
}

/** Sums over every choice among `count` blocks from `first`: choice c and trial t at c * trials + t. */
class ChoiceSums {
  readonly sums: Float64Array;
  readonly squares: Float64Array;

  constructor(blocks: BarSums, first: number, count: number) {
    const { trials } = blocks;
    this.sums = new Float64Array(2 ** count * trials);
    this.squares = new Float64Array(2 ** count * trials);
    for (let choice = 1; choice < 2 ** count; choice++) {
      const highest = 31 - Math.clz32(choice);
      const block = (first + highest) * trials;
      const rest = (choice - 2 ** highest) * trials;
      for (let t = 0; t < trials; t++) {
        const at = choice * trials + t;
        this.sums[at] = this.sums[rest + t]! + blocks.sums[block + t]!;
        this.squares[at] = this.squares[rest + t]! + blocks.squares[block + t]!;
      }
    }
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function share(figures: readonly number[], is: (figure: number) => boolean): number {
  return figures.reduce((count, figure) => count + (is(figure) ? 1 : 0), 0) / figures.length;
}

/** Least squares. */
function line(
  x: readonly number[],
  y: readonly number[],
): { slope: number; intercept: number; fit: number } {
  const meanX = x.reduce((sum, each) => sum + each, 0) / x.length;
  const meanY = y.reduce((sum, each) => sum + each, 0) / y.length;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i]! - meanX;
    const b = y[i]! - meanY;
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  const slope = xx > 0 ? xy / xx : 0;
  const fit = xx > 0 && yy > 0 ? (xy / Math.sqrt(xx) / Math.sqrt(yy)) ** 2 : 0;
  return { slope, intercept: meanY - slope * meanX, fit };
}
