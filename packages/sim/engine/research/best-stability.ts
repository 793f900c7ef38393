import { type Figure, isFigure, notEnough } from "./not-enough.ts";
import { profitOver, timeParts } from "./stability.ts";
import type { Study } from "./study.ts";
import type { BestStability } from "./sweep-analysis.ts";
import type { CompleteTrial, TrialTable } from "./trial-table.ts";

/** More would be a table that nobody reads. */
const SHOWN = 10;

/** Where the ten best trials earned, in the parts of time that the best one is shown in. */
export function bestStability(
  study: Pick<Study, "startNs" | "barNs">,
  { ranked }: Pick<TrialTable, "ranked">,
  best: CompleteTrial,
): Figure<BestStability> {
  const time = timeParts(study, best.outcome.bars.length);
  if (!isFigure(time)) return time;
  const trials = ranked.filter(({ value }) => !Number.isNaN(value)).slice(0, SHOWN);
  return {
    ...time,
    trials: trials.map(({ number, point, outcome }) => {
      const { bars, metrics, symbols } = outcome;
      const over =
        bars.length === best.outcome.bars.length
          ? profitOver(bars, time.parts)
          : notEnough(`it has ${bars.length} bars, the best trial ${best.outcome.bars.length}`);
      return {
        number,
        point,
        pnl: metrics.pnl,
        over,
        symbols: symbols.map(({ instrument, currency, pnl }) => ({ instrument, currency, pnl })),
      };
    }),
  };
}
