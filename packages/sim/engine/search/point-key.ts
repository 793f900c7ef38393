import type { Point } from "./search.ts";
import type { Axis } from "./search-space.ts";

/** Equal for equal points. */
export function pointKey(point: Point): string {
  return JSON.stringify(Object.entries(point).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The point at a place of each axis. */
export function pointAt(axes: readonly Axis[], places: ArrayLike<number>): Point {
  return Object.fromEntries(axes.map((axis, i) => [axis.name, axis.at(places[i]!)]));
}
