/** Row number `position` of a market that a writer and its readers both know. */
export interface SeededRow {
  side: number;
  ticks: number;
  lots: number;
}

/** Prices never cross, and there are never more than 16 levels of a side. */
export function seededRow(position: number, row: SeededRow): void {
  let h = (position ^ 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  row.side = h & 1;
  row.ticks = 100 + ((h >>> 1) & 15) + row.side * 16;
  row.lots = (h >>> 5) & 3;
}
