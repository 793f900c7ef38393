import { ConfigError } from "@mexoms/core";
import { pointKey } from "./point-key.ts";
import type { Point } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";

/** Draws in a row that bring nothing new before a search gives up. */
const MISSES_MAX = 10_000;

/** Collects points that the conditions allow, each once. */
export class NewPoints {
  readonly #space: SearchSpace;
  readonly #tried: ReadonlySet<string>;
  readonly #known = new Set<string>();
  /** Points that there are in all, allowed or not. */
  readonly #most: number;
  readonly points: Point[] = [];

  /** `tried` are keys of points that are not wanted again. */
  constructor(space: SearchSpace, tried: ReadonlySet<string> = new Set()) {
    this.#space = space;
    this.#most = space.axes.reduce((count, axis) => count * (axis.values?.length ?? Infinity), 1);
    this.#tried = tried;
  }

  /** Whether the point was new and allowed, and has been added. */
  offer(point: Point): boolean {
    const key = pointKey(point);
    if (this.#known.has(key) || this.#tried.has(key) || !this.#space.allows(point)) return false;
    this.#known.add(key);
    this.points.push(point);
    return true;
  }

  /** Offers what is drawn until there are `count` points, or nothing new seems to be left. */
  fill(count: number, draw: () => Point | undefined, missesMax: number = MISSES_MAX): void {
    for (let misses = 0; !this.#has(count) && misses < missesMax; misses++) {
      const point = draw();
      if (point !== undefined && this.offer(point)) misses = -1;
    }
  }

  /** Whether every point of the space is known. */
  get usedUp(): boolean {
    return this.#tried.size + this.#known.size >= this.#most;
  }

  #has(count: number): boolean {
    return this.points.length >= count || this.usedUp;
  }
}

/** What to tell when fewer points were found than wanted. Throws ConfigError when there are none. */
export function foundNotes(space: SearchSpace, found: number, wanted: number): string[] {
  if (found >= wanted) return [];
  const where = space.where.length === 0 ? "" : ` that meet ${space.where.join(" and ")}`;
  if (found === 0) throw new ConfigError("where", `no points were found${where}`);
  return [`only ${found} different points were found${where}, ${wanted} were wanted`];
}
