import type { CloudPoint } from "./point-cloud.ts";

/** Which way of each of two figures is good: 1 for more, -1 for less. */
export interface Directions {
  readonly x: 1 | -1;
  readonly y: 1 | -1;
}

/** The points that none other is at least as good as in both figures and better in one, by x. */
export function paretoFront(points: readonly CloudPoint[], better: Directions): CloudPoint[] {
  const sorted = points.toSorted(
    (a, b) => better.x * (b.x - a.x) || better.y * (b.y - a.y) || a.trial - b.trial,
  );
  const front: CloudPoint[] = [];
  for (const point of sorted) {
    const last = front.at(-1);
    if (last === undefined || better.y * (point.y - last.y) > 0) front.push(point);
    else if (point.x === last.x && point.y === last.y) front.push(point);
  }
  return front.toSorted((a, b) => a.x - b.x || a.y - b.y);
}
