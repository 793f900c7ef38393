import type { Point } from "../search/search.ts";
import type { Axis } from "../search/search-space.ts";
import { pointKey } from "../search/point-key.ts";

/** Distances that differ by less are equal but for rounding. */
const SAME = 1e-9;

/** Other points around one. */
export interface Neighbours<T> {
  readonly found: readonly T[];
  /** "steps": one step away on one ordered parameter; "nearest": the nearest in the unit space. */
  readonly how: "steps" | "nearest";
}

/**
 * The neighbours of a point: those one step away on one ordered axis with values, the other axes kept,
 * when there are at least two of them; otherwise the nearest ones, two for each axis and at least
 * three, by the distance between places on ordered axes, a differing value of another axis counting 1.
 * All that are as near as the last one of these are among them: which of them are good must not decide.
 */
export function neighboursOf<T extends { readonly point: Point }>(
  axes: readonly Axis[],
  point: Point,
  among: readonly T[],
): Neighbours<T> {
  const steps = stepsFrom(axes, point);
  const found = among.filter((each) => steps.has(pointKey(each.point)));
  if (found.length >= 2) return { found, how: "steps" };
  const self = pointKey(point);
  const nearest = among
    .filter((each) => pointKey(each.point) !== self)
    .map((each) => ({ each, away: distance(axes, point, each.point) }))
    .toSorted((a, b) => a.away - b.away);
  const last = nearest[Math.max(3, 2 * axes.length) - 1]?.away ?? Infinity;
  const near = nearest.filter(({ away }) => away <= last + SAME);
  return { found: near.map(({ each }) => each), how: "nearest" };
}

function stepsFrom(axes: readonly Axis[], point: Point): ReadonlySet<string> {
  const keys = axes.flatMap((axis) => {
    const at = axis.ordered ? (axis.values?.indexOf(point[axis.name] ?? "") ?? -1) : -1;
    if (at < 0) return [];
    return [at - 1, at + 1].flatMap((index) => {
      const text = axis.values?.[index];
      return text === undefined ? [] : [pointKey({ ...point, [axis.name]: text })];
    });
  });
  return new Set(keys);
}

function distance(axes: readonly Axis[], one: Point, other: Point): number {
  const squares = axes.map((axis) => {
    const { name, ordered } = axis;
    const [a, b] = [one[name], other[name]];
    if (a === b || a === undefined || b === undefined) return 0;
    return ordered ? (axis.place(a) - axis.place(b)) ** 2 : 1;
  });
  return Math.sqrt(squares.reduce((sum, each) => sum + each, 0));
}
