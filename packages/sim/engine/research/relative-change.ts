import { readMeasure } from "../search/space/measure.ts";

/**
 * By what part of it a value of a parameter was moved, for example 0.1 from "10bps" to "11bps" and from
 * "1s" to "1100ms"; undefined for texts without a number, for different units, and from 0.
 */
export function relativeChange(from: string, to: string): number | undefined {
  const [one, other] = [readMeasure(from), readMeasure(to)];
  if (one === undefined || other === undefined) return undefined;
  if (one.unit !== other.unit || one.amount.isZero()) return undefined;
  return other.amount.sub(one.amount).div(one.amount.abs()).toNumber();
}
