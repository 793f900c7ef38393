import type { DeflatedSharpe, SharpeFigures } from "./honesty.ts";
import { momentsOf } from "./moments.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { normalInverse } from "./normal.ts";
import { probabilisticSharpe } from "./sharpe.ts";

/** Euler's constant. */
const GAMMA = 0.577_215_664_901_532_9;

/**
 * Expected largest of so many independent standard normal figures:
 * (1 - g)*Phi^-1(1 - 1/N) + g*Phi^-1(1 - 1/(N*e)). Bailey and Lopez de Prado, "The Deflated Sharpe
 * Ratio", Journal of Portfolio Management 40(5), 2014. 0 for one figure.
 */
export function expectedMaximum(count: number): number {
  if (count <= 1) return 0;
  // From the lower tail: 1 - 1/N loses digits.
  const first = -normalInverse(1 / count);
  const second = -normalInverse(1 / (count * Math.E));
  return (1 - GAMMA) * first + GAMMA * second;
}

/**
 * The Sharpe ratio of the best trial against what the best of `trials` worthless ones would show:
 * probabilistic Sharpe with the expected maximum in place of 0. `sharpes` are the ratios of a bar of
 * this sweep's trials.
 */
export function deflatedSharpe(options: {
  readonly best: SharpeFigures;
  readonly sharpes: readonly number[];
  readonly trials: number;
}): Figure<DeflatedSharpe> {
  const { best, sharpes } = options;
  const trials = Math.max(options.trials, sharpes.length);
  if (sharpes.length < 2) {
    return notEnough("fewer than two trials have a Sharpe ratio, so their spread is not known");
  }
  if (trials === sharpes.length && sharpes.every((each) => each === sharpes[0])) {
    return notEnough("all trials have the same Sharpe ratio, so their spread is not known");
  }
  const sharpeDeviation = momentsOf(sharpes)?.deviation ?? 0;
  const variance = meanVariance({ trials, counted: sharpes.length, sharpeDeviation }, best.bars);
  const expectedMax = Math.sqrt(variance) * expectedMaximum(trials);
  const probability = probabilisticSharpe({ ...best, above: expectedMax });
  return { probability, expectedMax, trials, sharpeDeviation, counted: sharpes.length };
}

/**
 * Variance of the ratios over all trials of the project. Those that are not counted have at least what
 * chance alone gives worthless trials, 1 / (bars - 1): otherwise a narrow sweep around the best of a
 * wide one would make the wide one forgotten, and so would halving, which leaves trials that are alike.
 */
function meanVariance(
  { trials, counted, sharpeDeviation }: Omit<DeflatedSharpe, "probability" | "expectedMax">,
  bars: number,
): number {
  const own = sharpeDeviation ** 2;
  const others = Math.max(own, 1 / (bars - 1));
  return own + ((trials - counted) / trials) * (others - own);
}
