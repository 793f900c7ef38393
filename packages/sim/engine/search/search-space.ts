import type { Point } from "./search.ts";

/** One swept parameter: its values, or a range that points are drawn from. */
export interface Axis {
  readonly name: string;
  /**
   * The values in order, as texts with units, when they are listed or have a step; undefined for a
   * range without a step, which a grid cannot have.
   */
  readonly values: readonly string[] | undefined;
  /** Whether the values are numbers, with an order and distances. */
  readonly ordered: boolean;
  /** The value at a place from 0 to 1: of a range its ends at 0 and 1; of a list equal parts. */
  at(place: number): string;
  /** The place of a value, from 0 to 1. */
  place(text: string): number;
}

/** The parameters of a sweep. */
export interface SearchSpace {
  readonly axes: readonly Axis[];
  /** Conditions as they were given. */
  readonly where: readonly string[];
  /** Whether a point meets the conditions. */
  allows(point: Point): boolean;
}
