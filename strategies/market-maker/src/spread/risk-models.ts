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

/**
 * Risk aversion for each tick and quote. One tick makes tick * contract on a lot of a linear
 * contract, and tick * contract / price^2, in the base coin, on one of an inverse contract: there
 * what is returned is yet to be divided by the square of the price in ticks.
 */
function gammaPerTick(params: PricingValues, instrument: Instrument): number {
  const lot = instrument.lot.float(1) * instrument.contractSize.float(1);
  const tick = instrument.tick.float(1);
  const perQuote = params.riskAversion * params.size * lot;
  return instrument.payoff === "linear" ? perQuote * tick : perQuote / tick;
}

/** Avellaneda and Stoikov with the risk aversion of the paper. */
export class AvellanedaStoikovSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: true, fillDecay: true, fillRate: false };
  readonly #params: PricingValues;
  readonly #gammaPerTick: number;
  readonly #inverse: boolean;
  /** Part of the spread that is for arrivals, and what it was made of, which changes at fits alone. */
  #gamma: number = Number.NaN;
  #k: number = Number.NaN;
  #arrivals: number = Number.NaN;

  constructor(params: PricingValues, instrument: Instrument) {
    this.#params = params;
    this.#gammaPerTick = gammaPerTick(params, instrument);
    this.#inverse = instrument.payoff === "inverse";
  }

  price(fair: FairLook, spread: SpreadLook): void {
    const { size, horizon } = this.#params;
    const { sigmaTicks: sigma, fillDecay: k } = spread;
    let gamma = this.#gammaPerTick;
    if (this.#inverse) gamma /= fair.ticks * fair.ticks;
    if (gamma !== this.#gamma || k !== this.#k) {
      this.#gamma = gamma;
      this.#k = k;
      this.#arrivals = optimalSpread(gamma, 0, k, 0);
    }
    const risk = (gamma * sigma * sigma * horizon) / SECOND_NS;
    spread.gamma = gamma;
    spread.baseTicks = (risk + this.#arrivals) / 2;
    spread.shiftPerLotTicks = risk / size;
  }
}

/**
 * Avellaneda and Stoikov with a gamma that is solved at each look from what the trader wants: half
 * of maxInventory shifts the quotes by intentShift. The shift holds whatever the volatility is.
 */
export class IntentSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: true, fillDecay: true, fillRate: false };
  readonly #params: PricingValues;
  /** As in AvellanedaStoikovSpread, for the gamma that was solved last. */
  #gamma: number = Number.NaN;
  #k: number = Number.NaN;
  #arrivals: number = Number.NaN;

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
    if (gamma !== this.#gamma || k !== this.#k) {
      this.#gamma = gamma;
      this.#k = k;
      this.#arrivals = variance > 0 ? optimalSpread(gamma, 0, k, 0) : 0;
    }
    spread.baseTicks = (perLot * size + this.#arrivals) / 2;
  }
}

/** Gueant, Lehalle and Fernandez-Tapia, with xi = gamma and quotes of one `size`. */
export class GlftSpread implements SpreadModel {
  readonly needs: SpreadNeeds = { sigma: true, fillDecay: true, fillRate: true };
  readonly #params: PricingValues;
  readonly #gammaPerTick: number;
  readonly #inverse: boolean;
  /** Constants of the last look and what they were made of, which changes at fits alone. */
  #gamma: number = Number.NaN;
  #k: number = Number.NaN;
  #A: number = Number.NaN;
  #c1: number = Number.NaN;
  #c2: number = Number.NaN;

  constructor(params: PricingValues, instrument: Instrument) {
    this.#params = params;
    this.#gammaPerTick = gammaPerTick(params, instrument);
    this.#inverse = instrument.payoff === "inverse";
  }

  price(fair: FairLook, spread: SpreadLook): void {
    const { size } = this.#params;
    const { fillDecay: k, fillRate: A } = spread;
    let gamma = this.#gammaPerTick;
    if (this.#inverse) gamma /= fair.ticks * fair.ticks;
    if (gamma !== this.#gamma || k !== this.#k || A !== this.#A) {
      this.#gamma = gamma;
      this.#k = k;
      this.#A = A;
      this.#c1 = glftC1(gamma, k, 1);
      this.#c2 = glftC2(gamma, gamma, A, k, 1);
    }
    const skew = spread.sigmaTicks * this.#c2;
    spread.gamma = gamma;
    spread.baseTicks = this.#c1 + skew / 2;
    spread.shiftPerLotTicks = skew / size;
  }
}
