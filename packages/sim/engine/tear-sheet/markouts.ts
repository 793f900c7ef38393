import { type MarkedFill, moveBps } from "./marked-fill.ts";
import type { Markout } from "./tear-sheet.ts";
import { WeightedMean } from "./weighted-mean.ts";

/** Markouts of fills at each horizon: means by volume with their bands. */
export class BandedMarkouts {
  readonly #horizonsNs: readonly number[];
  readonly #means: readonly WeightedMean[];

  constructor(horizonsNs: readonly number[]) {
    this.#horizonsNs = horizonsNs;
    this.#means = horizonsNs.map(() => new WeightedMean());
  }

  add(fill: MarkedFill): void {
    this.#means.forEach((mean, h) => {
      const later = fill.laterHalf[h]!;
      if (!Number.isNaN(later)) mean.add(moveBps(fill, later), fill.fill.qtyLots);
    });
  }

  finish(): Markout[] {
    return this.#means.map((each, h) => {
      const { mean, halfBand } = each;
      const banded = mean !== undefined && halfBand !== undefined;
      return {
        horizonNs: this.#horizonsNs[h]!,
        fills: each.count,
        bps: mean,
        lowBps: banded ? mean - halfBand : undefined,
        highBps: banded ? mean + halfBand : undefined,
      };
    });
  }
}
