import type { Instrument } from "@mexoms/core";
import type { PricingValues } from "../params/pricing-params.ts";
import type { FairLook } from "../pipeline/fair-look.ts";
import type { SpreadLook } from "../pipeline/spread-look.ts";
import { SECOND_NS } from "../volatility/estimator.ts";
import { optimalSpread } from "./avellaneda-stoikov.ts";
import { glftC1, glftC2 } from "./glft.ts";
import type { SpreadModel, SpreadNeeds } from "./spread-model.ts";

/**
 * The models of the literature, in ticks and with inventory counted in quotes of `size`: then the
 * formulas hold as they are printed, and gamma is riskAversion times the money that one tick makes
 * on one quote.
 */

/** Money, in the settlement currency, that one tick makes on one lot at a price. */
export function tickValue(instrument: Instrument, priceTicks: number): number {
  const unit = instrument.lot.float(1) * instrument.contractSize.float(1);
  const tick = instrument.tick.float(1);
  if (instrument.payoff === "linear") return unit * tick;
  const price = priceTicks * tick;
  return (unit * tick) / (price * price);
}

/** Avellaneda and Stoikov with the risk aversion of the paper. */
export class AvellanedaStoikovSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: true, fillDecay: true, fillRate: false };
  readonly #params: PricingValues;
  readonly #instrument: Instrument;

  constructor(params: PricingValues, instrument: Instrument) {
    this.#params = params;
    this.#instrument = instrument;
  }

  price(fair: FairLook, spread: SpreadLook): void {
    const { riskAversion, size, horizon } = this.#params;
    const { sigmaTicks: sigma, fillDecay: k } = spread;
    const tau = horizon / SECOND_NS;
    const gamma = riskAversion * size * tickValue(this.#instrument, fair.ticks);
    spread.gamma = gamma;
    spread.baseTicks = optimalSpread(gamma, sigma, k, tau) / 2;
    spread.shiftPerLotTicks = (gamma * sigma * sigma * tau) / size;
  }
}

/**
 * Avellaneda and Stoikov with a gamma that is solved at each look from what the trader wants: half
 * of maxInventory shifts the quotes by intentShift. The shift holds whatever the volatility is.
 */
export class IntentSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: true, fillDecay: true, fillRate: false };
  readonly #params: PricingValues;

  constructor(params: PricingValues) {
    this.#params = params;
  }

  price(fair: FairLook, spread: SpreadLook): void {
    const { intentShift, size, maxInventory, horizon } = this.#params;
    const { sigmaTicks: sigma, fillDecay: k } = spread;
    const perLot = intentShift.of(fair.ticks) / (maxInventory / 2);
    const variance = (sigma * sigma * horizon) / SECOND_NS;
    const gamma = (perLot * size) / variance;
    spread.gamma = gamma;
    spread.shiftPerLotTicks = perLot;
    // gamma * sigma^2 * tau is perLot * size. A market that stands still needs an endless gamma, with
    // which the part of the arrivals is gone.
    const arrivals = variance > 0 ? optimalSpread(gamma, 0, k, 0) : 0;
    spread.baseTicks = (perLot * size + arrivals) / 2;
  }
}

/** Gueant, Lehalle and Fernandez-Tapia, with xi = gamma and quotes of one `size`. */
export class GlftSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: true, fillDecay: true, fillRate: true };
  readonly #params: PricingValues;
  readonly #instrument: Instrument;

  constructor(params: PricingValues, instrument: Instrument) {
    this.#params = params;
    this.#instrument = instrument;
  }

  price(fair: FairLook, spread: SpreadLook): void {
    const { riskAversion, size } = this.#params;
    const { sigmaTicks: sigma, fillDecay: k, fillRate: A } = spread;
    const gamma = riskAversion * size * tickValue(this.#instrument, fair.ticks);
    const skew = sigma * glftC2(gamma, gamma, A, k, 1);
    spread.gamma = gamma;
    spread.baseTicks = glftC1(gamma, k, 1) + skew / 2;
    spread.shiftPerLotTicks = skew / size;
  }
}
