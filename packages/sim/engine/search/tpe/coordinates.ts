import type { Point } from "../search.ts";
import type { Axis } from "../search-space.ts";

/** Values of one axis as numbers: the place from 0 to 1, or for words the index among them. */
export interface Coordinates {
  /** Of words; undefined for numbers. */
  readonly words: number | undefined;
  of(text: string): number;
  text(coordinate: number): string;
  /** The coordinate of the value that a coordinate stands for, which for a range is the same. */
  kept(coordinate: number): number;
}

export function coordinatesOf(axis: Axis): Coordinates {
  const { ordered, values } = axis;
  if (!ordered) {
    const words = values!;
    const indices = new Map(words.map((word, i) => [word, i]));
    return {
      words: words.length,
      of: (text) => indices.get(text)!,
      text: (index) => words[index]!,
      kept: (index) => index,
    };
  }
  return {
    words: undefined,
    of: (text) => axis.place(text),
    text: (place) => axis.at(place),
    kept: (place) => (values === undefined ? place : axis.place(axis.at(place))),
  };
}

/** The point at a coordinate of each axis. */
export function pointOf(
  names: readonly string[],
  coordinates: readonly Coordinates[],
  at: ArrayLike<number>,
): Point {
  return Object.fromEntries(names.map((name, i) => [name, coordinates[i]!.text(at[i]!)]));
}
