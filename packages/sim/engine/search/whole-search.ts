import type { Ask, Point, Search } from "./search.ts";

/** A search that asks for all its points at once, each on all of the data. */
export function whole(name: string, points: readonly Point[], notes: readonly string[]): Search {
  const asks: readonly Ask[] = points.map((point) => ({ point, share: 1 }));
  return {
    name,
    notes,
    expected: asks.length,
    next: (answered) => (answered.length === 0 ? asks : []),
  };
}
