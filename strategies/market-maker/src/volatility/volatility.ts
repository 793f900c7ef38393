import { ConfigError } from "@mexoms/core";
import type { PricingValues } from "../params/pricing-params.ts";
import type { Look } from "../pipeline/look.ts";
import { BarVolatility } from "./bar-volatility.ts";
import type { PricePoint, VolatilityEstimator } from "./estimator.ts";
import { EwmaVolatility } from "./ewma-volatility.ts";
import { LargerVolatility } from "./larger-volatility.ts";
import { RealisedVolatility } from "./realised-volatility.ts";
import { TwoScaleVolatility } from "./two-scale-volatility.ts";

/** Throws ConfigError where a window never holds the samples that are asked for. */
function checkWindow(params: PricingValues): void {
  const held = Math.floor(params.volatilityWindow / params.volatilityInterval);
  const needed = Math.max(params.volatilitySamples, params.volatilityScale + 1);
  if (held >= needed) return;
  throw new ConfigError(
    "volatilityWindow",
    `holds ${held} intervals of volatilityInterval, and volatilitySamples and volatilityScale need ${needed}, for example volatilityWindow=5m volatilityInterval=1s`,
  );
}

/** The estimator that the parameters name. Throws ConfigError when they do not go together. */
export function makeEstimator(params: PricingValues): VolatilityEstimator {
  const intervalNs = params.volatilityInterval;
  const halfLifeNs = params.volatilityHalflife;
  const windowNs = params.volatilityWindow;
  const ewma = (intervalOf: number, halfLifeOf: number): EwmaVolatility =>
    new EwmaVolatility({ intervalNs: intervalOf, halfLifeNs: halfLifeOf });
  if (params.volatility === "realised" || params.volatility === "two-scale") checkWindow(params);
  switch (params.volatility) {
    case "ewma":
      return ewma(intervalNs, halfLifeNs);
    case "time-ewma":
      return ewma(0, halfLifeNs);
    case "fast-slow":
      return new LargerVolatility(
        ewma(intervalNs, params.volatilityFastHalflife),
        ewma(intervalNs, halfLifeNs),
      );
    case "realised":
      return new RealisedVolatility({ intervalNs, windowNs });
    case "two-scale":
      return new TwoScaleVolatility({ intervalNs, windowNs, scale: params.volatilityScale });
    default:
      return new BarVolatility({ form: params.volatility, barNs: intervalNs, halfLifeNs });
  }
}

/** What the chosen estimator says, or the given start value until it has seen enough. */
export class Volatility {
  readonly #estimator: VolatilityEstimator;
  readonly #needed: number;
  readonly #start: PricingValues["startVolatility"];
  #toldSamples = -1;
  #told = "";

  constructor(params: PricingValues) {
    this.#estimator = makeEstimator(params);
    this.#needed = params.volatilitySamples;
    this.#start = params.startVolatility;
  }

  /** Takes a valid mid. */
  add(mid: Readonly<PricePoint>): void {
    this.#estimator.add(mid);
  }

  /** Writes what is known to the look. */
  look({ fair, spread }: Look): void {
    const { samples } = this.#estimator;
    spread.sigmaSamples = samples;
    const learned = samples >= this.#needed ? this.#estimator.sigmaTicks : Number.NaN;
    spread.sigmaIsStart = Number.isNaN(learned) && this.#start !== undefined;
    spread.sigmaTicks = spread.sigmaIsStart ? this.#start!.of(fair.midTicks) : learned;
  }

  /** Why nothing is known. Text is made only when the number in it has changed. */
  get missing(): string {
    const { samples } = this.#estimator;
    if (samples !== this.#toldSamples) {
      this.#toldSamples = samples;
      this.#told = `volatility is not known yet: ${samples} of ${this.#needed} samples`;
    }
    return this.#told;
  }
}
