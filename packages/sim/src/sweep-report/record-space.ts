import type { Axis, SearchSpace, SweepRecord } from "@mexoms/sim/engine";
import type { ParameterData } from "../../sweep-page/sweep-data.ts";
import { parameterData } from "./parameter-data.ts";

/**
 * The space of a sweep as far as its trials show it, for a strategy whose declaration is not at hand:
 * ranges end at the outermost values that were tried.
 */
export function recordSpace({ plan, rows }: SweepRecord): SearchSpace {
  const search = rows.filter(({ trial }) => trial.phase === "search");
  const axes = Object.keys(plan.space).map((name) =>
    axisOf(
      parameterData(
        name,
        search.map(({ trial }) => trial.point[name] ?? ""),
        { values: "listed", range: plan.space[name] ?? "" },
      ),
    ),
  );
  return { axes, where: plan.where, allows: () => true };
}

function axisOf({ name, values, numbers, ordered, log }: ParameterData): Axis {
  const last = Math.max(1, values.length - 1);
  const scaled = log ? numbers.map((number) => Math.log(number)) : numbers;
  const [from, to] = [scaled[0] ?? 0, scaled.at(-1) ?? 0];
  const place = (i: number): number => {
    if (!ordered) return i / last;
    return from === to ? 0 : (scaled[i]! - from) / (to - from);
  };
  return {
    name,
    values,
    ordered,
    at: (wanted) => {
      const away = numbers.map((_, i) => Math.abs(place(i) - wanted));
      return values[away.indexOf(Math.min(...away))] ?? "";
    },
    place: (text) => {
      const known = values.indexOf(text);
      return known < 0 ? 0 : place(known);
    },
  };
}
