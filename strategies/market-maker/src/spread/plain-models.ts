import type { PricingValues } from "../params/pricing-params.ts";
import type { FairLook } from "../pipeline/fair-look.ts";
import type { SpreadLook } from "../pipeline/spread-look.ts";
import { SECOND_NS } from "../volatility/estimator.ts";
import type { SpreadModel, SpreadNeeds } from "./spread-model.ts";

/** The same proportion of the price at all times. */
export class FixedSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: false, fillDecay: false, fillRate: false };
  readonly #spread: PricingValues["spread"];

  constructor(params: PricingValues) {
    this.#spread = params.spread;
  }

  price(fair: FairLook, spread: SpreadLook): void {
    spread.baseTicks = this.#spread.of(fair.ticks) / 2;
  }
}

/** Half-spread = sigmas * sigma * sqrt(horizon). */
export class SigmaSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: true, fillDecay: false, fillRate: false };
  readonly #scale: number;

  constructor(params: PricingValues) {
    this.#scale = params.sigmas * Math.sqrt(params.horizon / SECOND_NS);
  }

  price(_fair: FairLook, spread: SpreadLook): void {
    spread.baseTicks = this.#scale * spread.sigmaTicks;
  }
}
