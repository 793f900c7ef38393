import type { FillRow } from "@mexoms/sim/engine";
import { sideIndex, sideSign } from "@mexoms/core/internal";

/** The position in its instrument, in lots, after each fill. Positions start from zero. */
export function positionAfter(fills: readonly FillRow[]): Float64Array {
  const positions = new Map<string, number>();
  return Float64Array.from(fills, (fill) => {
    const before = positions.get(fill.instrument) ?? 0;
    const after = before + sideSign(sideIndex(fill.side)) * fill.qtyLots;
    positions.set(fill.instrument, after);
    return after;
  });
}
