import { ConfigError } from "@mexoms/core";
import type { Point, Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { whole } from "./whole-search.ts";

const POINTS_MAX = 1_000_000;

/**
 * Every combination of values that the conditions allow, the last axis changing fastest. Throws
 * ConfigError for a range without a step, for more than a million combinations, and when the
 * conditions leave none.
 */
export function gridSearch(space: SearchSpace): Search {
  const lists = space.axes.map((axis) => {
    if (axis.values !== undefined) return axis.values;
    const example = `${axis.at(0)}:${axis.at(1)}:STEP`;
    throw new ConfigError(
      axis.name,
      `a grid needs values: give a list or a step, such as ${example}, or use another search`,
    );
  });
  const total = lists.reduce((count, values) => count * values.length, 1);
  if (total > POINTS_MAX) {
    const counts = space.axes.map(({ name }, i) => `${name} ${lists[i]!.length}`).join(" x ");
    throw new ConfigError(
      "grid",
      `${counts} are ${total} points, more than ${POINTS_MAX}; take larger steps or another search`,
    );
  }
  const names = space.axes.map(({ name }) => name);
  const points: Point[] = [];
  for (let i = 0; i < total; i++) {
    const point = combination(names, lists, i);
    if (space.allows(point)) points.push(point);
  }
  if (points.length === 0) {
    throw new ConfigError(
      "where",
      `none of the ${total} points meets ${space.where.join(" and ")}`,
    );
  }
  const excluded = total - points.length;
  const notes = excluded === 0 ? [] : [`conditions exclude ${excluded} of ${total} points`];
  return whole("grid", points, notes);
}

function combination(
  names: readonly string[],
  lists: readonly (readonly string[])[],
  number: number,
): Point {
  const point: Record<string, string> = {};
  for (const name of names) point[name] = "";
  let rest = number;
  for (let i = lists.length - 1; i >= 0; i--) {
    const values = lists[i]!;
    point[names[i]!] = values[rest % values.length]!;
    rest = Math.floor(rest / values.length);
  }
  return point;
}
