import { naturalExp } from "@mexoms/core";
import { MAX_LAG_NS } from "./config.ts";
import type { JumpConfig, MarketConfig } from "./config.ts";
import type { Draws } from "./draws.ts";

/** Time step of all latent prices. */
export const STEP_NS = 10_000_000;
const STEP_SECONDS = STEP_NS / 1e9;
// The factor starts so much earlier, for the markets that follow with a lag.
const HISTORY_STEPS = MAX_LAG_NS / STEP_NS;
const SECONDS_PER_YEAR = 365 * 86_400;
const SECONDS_PER_HOUR = 3600;

/** What moves all markets: a random walk with jumps now and then, of variance 1 a second in all. */
export class CommonFactor {
  readonly #path: Float64Array;

  constructor(draws: Draws, steps: number, jumps: JumpConfig) {
    const walk = Math.sqrt(STEP_SECONDS * (1 - jumps.varianceShare));
    const jumpsPerSecond = jumps.perHour / SECONDS_PER_HOUR;
    const jump = jumpsPerSecond > 0 ? Math.sqrt(jumps.varianceShare / jumpsPerSecond) : 0;
    const jumpChance = jumpsPerSecond * STEP_SECONDS;
    this.#path = new Float64Array(HISTORY_STEPS + steps);
    let level = 0;
    for (let i = 1; i < this.#path.length; i++) {
      level += walk * draws.normal();
      if (draws.uniform() < jumpChance) level += jump * draws.normal();
      this.#path[i] = level;
    }
  }

  /** The change from `lag` steps before step 0 to `lag` steps before `step`. */
  change(step: number, lag: number): number {
    const start = HISTORY_STEPS - lag;
    return this.#path[start + step]! - this.#path[start]!;
  }
}

/**
 * The efficient price of one market in ticks: its share of the common factor and a part of its own
 * that drifts back, so that markets of one asset stay together. A signal, hence a float.
 */
export class LatentPrice {
  readonly #draws: Draws;
  readonly #factor: CommonFactor;
  readonly #startTicks: number;
  readonly #lagSteps: number;
  readonly #factorScale: number;
  readonly #ownScale: number;
  readonly #ownDecay: number;
  #own = 0;

  constructor(market: MarketConfig, factor: CommonFactor, draws: Draws) {
    const volatility = market.annualVolatility / Math.sqrt(SECONDS_PER_YEAR); // a root second
    const correlation = market.factorCorrelation;
    this.#draws = draws;
    this.#factor = factor;
    this.#startTicks = market.instrument.priceTicks(market.startPrice, "startPrice");
    this.#lagSteps = market.factorLagNs / STEP_NS;
    this.#factorScale = volatility * correlation;
    this.#ownScale = volatility * Math.sqrt(1 - correlation * correlation);
    this.#ownDecay = naturalExp((-Math.LN2 * STEP_NS) / market.ownHalfLifeNs);
  }

  /** The price at `step`; steps are asked for in order, each once. */
  next(step: number): number {
    if (step > 0) {
      this.#own = this.#own * this.#ownDecay + Math.sqrt(STEP_SECONDS) * this.#draws.normal();
    }
    const common = this.#factorScale * this.#factor.change(step, this.#lagSteps);
    return this.#startTicks * naturalExp(common + this.#ownScale * this.#own);
  }
}
