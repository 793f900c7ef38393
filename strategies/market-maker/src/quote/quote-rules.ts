import type { Distance, ParamValues } from "@mexoms/core";
import { lotsOf, stepsOf } from "./level-table.ts";
import type { quoteParams } from "./params.ts";

export type QuoteParams = ParamValues<typeof quoteParams> & { readonly postOnly: boolean };

/** The quote generator's parameters as numbers, made once. */
export interface QuoteRules {
  readonly levels: number;
  readonly step: Distance;
  /** Steps from the first level to each. */
  readonly steps: Float64Array;
  /** Whole lots of each level. */
  readonly lots: Float64Array;
  /** The lots of all levels are shared out like what others have there. */
  readonly byDepth: boolean;
  readonly depthLots: number;
  readonly dustLots: number;
  readonly compete: "none" | "join" | "improve";
  readonly improveTicks: number;
  /** NaN for none. */
  readonly floorTicks: number;
  readonly ceilingTicks: number;
  readonly postOnly: boolean;
  /** Half of the minimum spread at a price. */
  minHalf(priceTicks: number): number;
}

export function quoteRules(p: QuoteParams, minSpread: Distance): QuoteRules {
  const { levels } = p;
  const sized =
    p.sizes === "depth" ? { kind: "linear", growth: 1 } : { kind: p.sizes, growth: p.sizeGrowth };
  return {
    levels,
    step: p.levelStep,
    steps: stepsOf({ levels, kind: p.levelSpacing, growth: p.levelGrowth }),
    lots: lotsOf(p.size, {
      levels,
      ...(sized as { kind: "linear" | "geometric"; growth: number }),
    }),
    byDepth: p.sizes === "depth",
    depthLots: p.depthAhead * p.size,
    dustLots: p.dust * p.size,
    compete: p.compete,
    improveTicks: p.improveTicks,
    floorTicks: p.priceFloor,
    ceilingTicks: p.priceCeiling,
    postOnly: p.postOnly,
    minHalf: (priceTicks) => minSpread.of(priceTicks) / 2,
  };
}
