import { bootstrap } from "./bootstrap.ts";
import { deflatedSharpe } from "./deflated-sharpe.ts";
import { analyseFolds } from "./fold-analysis.ts";
import type { FoldAnalysis, FoldKind, Honesty } from "./honesty.ts";
import { type Figure, isFigure, type NotEnough, notEnough } from "./not-enough.ts";
import { overfitting } from "./overfitting.ts";
import { sharpeFigures, sharpeOf } from "./sharpe.ts";
import type { SweepFacts } from "./sweep-facts.ts";
import type { SweepPlan } from "./sweep-record.ts";
import type { CompleteTrial, TrialTable } from "./trial-table.ts";
import { brokenBar } from "./usable-bars.ts";

/** The statistics about bars: of the best trial, and of all trials that have as many bars as it. */
export function honestyOf(options: {
  readonly plan: SweepPlan;
  readonly facts: SweepFacts;
  readonly table: TrialTable;
  readonly best: CompleteTrial;
}): Honesty {
  const { plan, facts, table, best } = options;
  const { bars } = best.outcome;
  const broken = brokenBar(bars);
  if (broken !== undefined) {
    return noHonesty(notEnough(`bar ${broken + 1} of the best trial is ${bars[broken]}`));
  }
  // By number: of equally good trials the one that was asked for first wins.
  const trials = table.ranked
    .filter(
      ({ outcome }) => outcome.bars.length === bars.length && brokenBar(outcome.bars) === undefined,
    )
    .toSorted((a, b) => a.number - b.number);
  const columns = trials.map(({ outcome }) => outcome.bars);
  const sharpe = sharpeFigures(bars);
  const sharpes = columns.flatMap((column) => sharpeOf(column) ?? []);
  const folds = (kind: FoldKind): Figure<FoldAnalysis> =>
    analyseFolds({
      kind,
      folds: plan.folds,
      embargoBars: plan.embargoBars,
      by: facts.foldScore,
      bars: columns,
      numbers: trials.map(({ number }) => number),
    });
  return {
    sharpe,
    deflated: isFigure(sharpe)
      ? deflatedSharpe({ best: sharpe, sharpes, trials: facts.projectTrials })
      : sharpe,
    overfitting: overfitting({ bars: columns, by: facts.foldScore }),
    bootstrap: bootstrap({ bars, seed: facts.seed }),
    walkForward: folds(plan.foldKind),
    walkForwardOther: folds(plan.foldKind === "rolling" ? "anchored" : "rolling"),
    purged: folds("purged"),
  };
}

/** Where there is no best trial. */
export function noHonesty(why: NotEnough): Honesty {
  return {
    sharpe: why,
    deflated: why,
    overfitting: why,
    bootstrap: why,
    walkForward: why,
    walkForwardOther: why,
    purged: why,
  };
}
