/** Side of an order or of a book; for a trade, the side of the aggressor. */
export type Side = "buy" | "sell";

/** Sides as array indices, for the inner loops. The other side of s is 1 - s. */
export const BUY = 0;
export const SELL = 1;
export type SideIndex = typeof BUY | typeof SELL;

export function sideIndex(side: Side): SideIndex {
  return side === "buy" ? BUY : SELL;
}

export function sideName(side: number): Side {
  return side === BUY ? "buy" : "sell";
}

/** +1 for buy, -1 for sell: the sign of the position that a fill on this side adds. */
export function sideSign(side: number): 1 | -1 {
  return side === BUY ? 1 : -1;
}
