import { ConfigError } from "@mexoms/core";
import { bestFirst } from "./pareto-front.ts";
import { pointKey } from "./point-key.ts";
import type { Answered, Ask, Point, Search } from "./search.ts";
import { checkCount } from "./trial-count.ts";

export interface HalvingOptions {
  /** Part of the points that goes on from rung to rung, above 0 and below 1, for example 1/3. */
  readonly keep: number;
  /** Rungs, at least 2; the last one is on all of the data. */
  readonly rungs: number;
}

/**
 * Successive halving by time (Jamieson and Talwalkar 2016): all points of a search on the first part
 * of the data, then the best ones on a part that is longer by as much as they are fewer, and so on.
 * A search that learns does so on the first rung. Failed trials do not go on. Throws ConfigError.
 */
export function halving(search: Search, { keep, rungs }: HalvingOptions): Search {
  checkCount("rungs", rungs, 2);
  if (!(keep > 0 && keep < 1)) {
    throw new ConfigError("keep", `${keep} is not a part above 0 and below 1, such as 1/3`);
  }
  const shares = [1];
  while (shares.length < rungs) shares.unshift(shares[0]! * keep);
  const on = (share: number, points: readonly Point[]): readonly Ask[] =>
    points.map((point) => ({ point, share }));
  return {
    name: `${search.name}, halving ${rungs} rungs of ${keep}`,
    notes: [
      ...search.notes,
      `first rung on ${(shares[0]! * 100).toFixed(1)} % of the data, the best ${(keep * 100).toFixed(1)} % go on`,
    ],
    expected: total(search.expected, keep, rungs),
    next(answered) {
      const first = answered.filter(({ ask }) => ask.share === shares[0]);
      const more = search.next(first.map(onAll));
      if (more.length > 0) {
        return on(
          shares[0]!,
          more.map(({ point }) => point),
        );
      }
      for (let rung = 1; rung < rungs; rung++) {
        const known = answered.some(({ ask }) => ask.share === shares[rung]);
        if (known) continue;
        const before = answered.filter(({ ask }) => ask.share === shares[rung - 1]);
        return on(shares[rung]!, promoted(before, keep));
      }
      return [];
    },
  };
}

function onAll({ ask, scores }: Answered): Answered {
  return { ask: { point: ask.point, share: 1 }, scores };
}

function promoted(answered: readonly Answered[], keep: number): Point[] {
  const once = new Map(answered.map((each) => [pointKey(each.ask.point), each]));
  const each = [...once.values()];
  const good = bestFirst(each.map(({ scores }) => scores)).filter((i) => hasScores(each[i]!));
  return good.slice(0, kept(each.length, keep)).map((i) => each[i]!.ask.point);
}

function hasScores({ scores }: Answered): boolean {
  return scores !== undefined && !scores.some(Number.isNaN);
}

function kept(count: number, keep: number): number {
  return Math.max(1, Math.ceil(count * keep));
}

function total(first: number, keep: number, rungs: number): number {
  let [sum, count] = [first, first];
  for (let rung = 1; rung < rungs; rung++) {
    count = kept(count, keep);
    sum += count;
  }
  return sum;
}
