import { BarSums, scoreOfSums } from "./bar-sums.ts";
import { type Fold, foldsOf, lengthOf } from "./folds.ts";
import type { BarSpan, FoldAnalysis, FoldFigures, FoldKind, FoldScore } from "./honesty.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { meanOf, rankCorrelation } from "./ranks.ts";
import { rankOf } from "./split-tally.ts";

export interface FoldOptions {
  readonly kind: FoldKind;
  readonly folds: number;
  readonly embargoBars: number;
  readonly by: FoldScore;
  /** By trial, all of one length. */
  readonly bars: readonly ArrayLike<number>[];
  /** Numbers of the trials. */
  readonly numbers: readonly number[];
}

/**
 * For each fold the trial that wins in training, and what it earns in the test. The trials ran once,
 * without a stop, over all of the time: a fold is a part of the bars of that run.
 */
export function analyseFolds(options: FoldOptions): Figure<FoldAnalysis> {
  const { kind, by, embargoBars, bars, numbers } = options;
  if (bars.length < 2) return notEnough("it takes at least two trials to choose from");
  const length = bars[0]!.length;
  const folds = foldsOf({ kind, bars: length, folds: options.folds, embargoBars });
  if (folds === undefined) {
    const embargo = `an embargo of ${embargoBars} bars`;
    return notEnough(`${length} bars are too few for ${options.folds} folds with ${embargo}`);
  }
  const figures = folds.map((fold) => foldFigures(fold, { bars, by, numbers }));
  const testPnl = figures.reduce((sum, fold) => sum + fold.testPnl, 0);
  const testBars = folds.reduce((sum, { test }) => sum + lengthOf(test), 0);
  const trained = meanOf(figures.map((fold) => fold.trainPnlPerBar));
  const correlations = figures.flatMap((fold) => fold.rankCorrelation ?? []);
  return {
    kind,
    by,
    embargoBars,
    folds: figures,
    testPnl,
    wins: figures.filter((fold) => fold.testPnl > 0).length,
    ...(trained > 0 && { efficiency: testPnl / testBars / trained }),
    ...(correlations.length > 0 && { rankCorrelation: meanOf(correlations) }),
    winners: new Set(figures.map((fold) => fold.number)).size,
  };
}

function foldFigures(
  { train, test }: Fold,
  options: Pick<FoldOptions, "bars" | "by" | "numbers">,
): FoldFigures {
  const { bars, by, numbers } = options;
  const trained = spanSums(bars, train);
  const tested = spanSums(bars, [test]);
  const trainScores = trained.scores(by);
  const testScores = tested.scores(by);
  let best = 0;
  trainScores.forEach((score, t) => {
    if (score > trainScores[best]!) best = t;
  });
  const place = (rankOf(testScores[best]!, testScores) - 1) / (bars.length - 1);
  const correlation = rankCorrelation(trainScores, testScores);
  const testPnl = tested.sums[best]!;
  return {
    train,
    test,
    number: numbers[best]!,
    trainPnlPerBar: trained.sums[best]! / trained.bars,
    testPnlPerBar: testPnl / tested.bars,
    testPnl,
    ...(!isConstant(bars[best]!, test) && { testSharpe: tested.scores("sharpe")[best]! }),
    testRank: place,
    ...(correlation !== undefined && { rankCorrelation: correlation }),
  };
}

interface SpanSums {
  readonly bars: number;
  readonly sums: Float64Array;
  scores(by: FoldScore): Float64Array;
}

/** Sums by trial over some spans. */
function spanSums(columns: readonly ArrayLike<number>[], spans: readonly BarSpan[]): SpanSums {
  const sums = new Float64Array(columns.length);
  const squares = new Float64Array(columns.length);
  let bars = 0;
  for (const span of spans) {
    const part = new BarSums(columns, [span.from, span.to]);
    bars += lengthOf(span);
    for (let t = 0; t < sums.length; t++) {
      sums[t]! += part.sums[t]!;
      squares[t]! += part.squares[t]!;
    }
  }
  return {
    bars,
    sums,
    scores: (by) => sums.map((sum, t) => scoreOfSums(by, bars, sum, squares[t]!)),
  };
}

function isConstant(bars: ArrayLike<number>, { from, to }: BarSpan): boolean {
  for (let i = from + 1; i < to; i++) if (bars[i] !== bars[from]) return false;
  return true;
}
