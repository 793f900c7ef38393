import type { FairLook } from "../pipeline/fair-look.ts";
import type { SpreadLook } from "../pipeline/spread-look.ts";

/** What a model must know of the market before it can say anything. */
export interface SpreadNeeds {
  readonly sigma: boolean;
  readonly fillDecay: boolean;
  readonly fillRate: boolean;
}

/**
 * Where a spread comes from. A model keeps nothing between looks: what it needs of the market stands
 * in the look, and is known when it is called.
 */
export interface SpreadModel {
  readonly needs: SpreadNeeds;
  /** Writes baseTicks, and where it has them shiftPerLotTicks and gamma, which are NaN before. */
  price(fair: FairLook, spread: SpreadLook): void;
}
