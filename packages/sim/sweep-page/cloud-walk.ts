import type { CloudPoint } from "./point-cloud.ts";

/** A step of the keyboard. */
export type Step = "left" | "right" | "up" | "down" | "lowest" | "highest";

/** A way to the side counts as much as so many ways ahead. */
const ASIDE = 3;

/**
 * The way of the keyboard over a cloud: up and down go through all trials in the order of their heights,
 * left and right to the nearest one on that side, about as high.
 */
export class CloudWalk {
  readonly #points: readonly CloudPoint[];

  /** Of at least one point, in pixels, to the right and up. */
  constructor(points: readonly CloudPoint[]) {
    this.#points = points.toSorted((a, b) => a.y - b.y || a.x - b.x || a.trial - b.trial);
  }

  /** The trial that a step leads to, which at an end is the one it starts from. */
  from(trial: number, step: Step): number {
    const points = this.#points;
    const at = points.findIndex((point) => point.trial === trial);
    switch (step) {
      case "lowest":
        return points[0]!.trial;
      case "highest":
        return points.at(-1)!.trial;
      case "up":
        return points[at + 1]?.trial ?? trial;
      case "down":
        return points[at - 1]?.trial ?? trial;
      default:
        return this.#across(points[at]!, step === "left" ? -1 : 1);
    }
  }

  #across(from: CloudPoint, sign: 1 | -1): number {
    let next = from;
    let least = Infinity;
    for (const point of this.#points) {
      const ahead = sign * (point.x - from.x);
      const away = ahead + ASIDE * Math.abs(point.y - from.y);
      if (ahead > 0 && away < least) [next, least] = [point, away];
    }
    return next.trial;
  }
}
