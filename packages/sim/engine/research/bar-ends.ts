import type { RunFigures } from "../run/run-figures.ts";
import { barCount } from "./bars.ts";
import type { Study } from "./study.ts";

export type BarGrid = Pick<Study, "startNs" | "endNs" | "barNs">;

/**
 * The sample that holds at the end of each bar of a trial: the last one that is not later; -1 before
 * the first. The last bar ends with the last sample, which stands behind the answers that were
 * still under way when the data ended.
 */
export function barEnds(
  { startNs, timeNs }: Pick<RunFigures, "startNs" | "timeNs">,
  study: BarGrid,
  share: number,
): Int32Array {
  const ends = new Int32Array(barCount(study, share));
  const shiftNs = Number(startNs - BigInt(study.startNs));
  let next = 0;
  for (let bar = 0; bar < ends.length; bar++) {
    const endNs = (bar + 1) * study.barNs - shiftNs;
    while (next < timeNs.length && timeNs[next]! <= endNs) next += 1;
    ends[bar] = next - 1;
  }
  ends[ends.length - 1] = timeNs.length - 1;
  return ends;
}
