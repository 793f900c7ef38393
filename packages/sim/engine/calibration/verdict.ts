import type { CalibrationCounts, CalibrationPart, ModelScore, Verdict } from "./calibration.ts";

/** Fewest groups with a telling order, in each part, for which a winner is named. */
export const LEAST_TELLING = 10;
/** Below this share of agreement the verdict says that fills follow no model closely. */
const CLOSE = 0.95;
/** Share of fills that the tape contradicts from which on nothing is concluded. */
const MOST_DOUBTFUL = 0.05;
/** Models that the verdict names before it counts the rest. */
const NAMED = 6;

/** What the scores come to, in words. `models` are sorted, the best first. */
export function verdictOf(of: {
  readonly counts: CalibrationCounts;
  readonly fit: CalibrationPart;
  readonly held: CalibrationPart;
  readonly models: readonly ModelScore[];
  /** Lowest that the best model's lead over mere chance may be, an order, second part. */
  readonly leadOverChance: number;
  /** Whether the first part too does not tell the best model from its own best. */
  readonly fitAgrees: boolean;
}): Verdict {
  const { fit, held, models } = of;
  const best = models[0]!;
  const tied = models.filter((model) => model.tied).map(({ queue }) => queue);
  const noise = noiseText(best, fit.orders + held.orders);
  const none = (kind: Verdict["kind"], text: string): Verdict => {
    return { kind, queue: undefined, tied: kind === "tied" ? tied : [], text };
  };
  const { ends, survivedThrough } = of.counts;
  const doubtful = ends.unmatched + survivedThrough;
  const fills = ends.reached + ends.through + ends.unmatched;
  if (doubtful > MOST_DOUBTFUL * fills) {
    return none(
      "tape-disagrees",
      `Tape and fills do not agree: ${ends.unmatched} of ${fills} fills happened when the tape shows ` +
        `nothing that could have filled them, and ${survivedThrough} orders outlived a trade through ` +
        "their price. Check that all times are the venue's, by one clock.",
    );
  }
  const telling = fit.telling + held.telling;
  if (fit.trades + held.trades === 0) {
    return none(
      "nothing-to-learn",
      "Nothing to learn: no trade printed at the price of a resting order that had a queue ahead.",
    );
  }
  if (telling === 0) {
    return none(
      "nothing-to-learn",
      `Nothing to learn: all models say the same of all ${fit.orders + held.orders} orders.`,
    );
  }
  if (fit.tellingGroups < LEAST_TELLING || held.tellingGroups < LEAST_TELLING) {
    return none(
      "too-few",
      `Too few orders: the models differ on ${fit.tellingGroups} groups of orders in the first part ` +
        `and on ${held.tellingGroups} in the second; ${LEAST_TELLING} of each are needed.`,
    );
  }
  if (!(of.leadOverChance > 0)) {
    return none(
      "no-better-than-chance",
      `No model predicts these fills better than chance. ${noise}`.trimEnd(),
    );
  }
  if (tied.length > 1) {
    return none("tied", `The data does not tell them apart: ${listed(tied)}. ${noise}`.trimEnd());
  }
  if (!of.fitAgrees) {
    return none(
      "parts-disagree",
      `The two parts disagree: ${best.queue} is best in the second, but not in the first. ${noise}`.trimEnd(),
    );
  }
  const text = `Best: --queue ${best.queue}. ${noise}`.trimEnd();
  return { kind: "best", queue: best.queue, tied: [], text };
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest <= 1 ? names.join(", ") : `${names.slice(0, NAMED).join(", ")} and ${rest} more`;
}

function noiseText(best: ModelScore, orders: number): string {
  if (best.agreed >= CLOSE * orders) return "";
  const against = orders - best.agreed;
  return (
    `These fills follow no model closely: ${against} of ${orders} orders went otherwise than ` +
    `${best.queue}, the nearest, says.`
  );
}
