import { ConfigError, naturalLog1p, type Trade } from "@mexoms/core";
import type { PricingValues } from "../params/pricing-params.ts";
import type { Instant } from "../fair-value/touch.ts";
import type { Look } from "../pipeline/look.ts";
import { type PricePoint, SECOND_NS } from "../volatility/estimator.ts";
import { DeepestTrades, DEPTHS } from "./deepest-trades.ts";
import { ExponentialFit } from "./exponential-fit.ts";

const MAX_INTERVALS = 100_000;
/** A depth counts when at least so many interval sides reached it, and so many did not. */
const ENOUGH = 10;

/**
 * Measures how many quotes a second would be filled at a distance from the mid, on one side:
 * lambda(d) = A * exp(-k * d).
 *
 * An interval lasts from one look to the first one that is fillInterval later. Its distances are
 * from the mid of the look that began it, where a quote would have been placed. The deepest buy and
 * the deepest sell of it are counted at every depth that they reach, so an interval side fills a
 * quote at d with probability p(d) = 1 - exp(-lambda(d) * interval), and lambda(d) is
 * -ln(1 - p(d)) / interval: trades that follow one another within an interval are not lost.
 * A straight line is then fitted to ln lambda over depths within fillRange. Depths inside the usual
 * spread, which every trade reaches, and those with too few counts are left out.
 */
export class FillIntensity {
  readonly #params: PricingValues;
  readonly #trades: DeepestTrades;
  readonly #tails = new Int32Array(DEPTHS);
  readonly #fit = new ExponentialFit(DEPTHS);
  /** Ticks from one depth to the next, once a price is known. Depth i is (i + 1/2) steps away. */
  #stepTicks = 0;
  #beganNs = Number.NaN;
  #midTicks = 0;
  #buys = 0;
  #sells = 0;
  #refitNs = Number.NaN;
  #goodNs = Number.NaN;
  readonly #givenA: number;
  #A: number = Number.NaN;
  #k: number = Number.NaN;
  #r2: number = Number.NaN;
  #samples = 0;
  #depths = 0;

  /** Only one that measures takes trades and looks, and has room for a window of them. */
  constructor(params: PricingValues, { measures }: { readonly measures: boolean }) {
    this.#params = params;
    this.#givenA = params.fillRate ?? Number.NaN;
    const intervals = Math.floor(params.fillWindow / params.fillInterval);
    if (intervals < 1 || intervals > MAX_INTERVALS) {
      throw new ConfigError(
        "fillWindow",
        `has ${intervals} times fillInterval; it needs 1 to ${MAX_INTERVALS}, for example fillWindow=10m fillInterval=100ms`,
      );
    }
    this.#trades = new DeepestTrades({
      windowNs: params.fillWindow,
      maxIntervals: measures ? intervals + 1 : 0,
    });
  }

  /** Takes a public trade. Without a side it counts on the side of the mid that it is on. */
  trade(trade: Trade): void {
    if (Number.isNaN(this.#beganNs)) return;
    const above = trade.priceTicks - this.#midTicks;
    const buys = trade.side === undefined ? above >= 0 : trade.side === "buy";
    const depths = Math.floor((buys ? above : -above) / this.#stepTicks + 0.5);
    const reached = Math.max(0, Math.min(DEPTHS, depths));
    if (buys) this.#buys = Math.max(this.#buys, reached);
    else this.#sells = Math.max(this.#sells, reached);
  }

  /** The book cannot be used: distances of this interval are not known. */
  interrupt(): void {
    this.#beganNs = Number.NaN;
  }

  /** A look at a valid mid. Closes the interval when it is over, and fits when that is due. */
  look(mid: Readonly<PricePoint>): void {
    const { nowNs, ticks } = mid;
    if (this.#stepTicks === 0) {
      this.#stepTicks = Math.max(1, Math.round(this.#params.fillRange.of(ticks) / DEPTHS));
    }
    const elapsed = nowNs - this.#beganNs;
    if (elapsed < this.#params.fillInterval) return;
    if (elapsed > 0) this.#trades.add(mid, this.#beganNs, this.#buys, this.#sells);
    this.#beganNs = nowNs;
    this.#midTicks = ticks;
    this.#buys = 0;
    this.#sells = 0;
    if (nowNs - this.#refitNs < this.#params.fillRefit) return;
    if (nowNs > this.#refitNs) this.#refit(mid);
    this.#refitNs = nowNs;
  }

  /** Writes what is known to the look; what the parameters give is not measured. */
  write({ nowNs, fair, spread }: Look): void {
    const { fillDepth } = this.#params;
    spread.fillDecay = fillDepth === undefined ? this.#k : 1 / fillDepth.of(fair.midTicks);
    spread.fillRate = Number.isNaN(this.#givenA) ? this.#A : this.#givenA;
    spread.fitR2 = this.#r2;
    spread.fitSamples = this.#samples;
    spread.fitDepths = this.#depths;
    spread.fitAgeNs = nowNs - this.#goodNs;
    spread.newestR2 = this.#fit.r2;
  }

  #refit(at: Instant): void {
    this.#trades.forget(at);
    const { intervals, spanNs } = this.#trades;
    if (intervals === 0) return;
    const sides = 2 * intervals;
    const seconds = spanNs / intervals / SECOND_NS;
    const tails = this.#tails;
    this.#trades.tails(tails);
    let first = 0;
    while (first + 1 < DEPTHS && tails[first + 1] === tails[0]) first += 1;
    const fit = this.#fit;
    fit.clear();
    for (let i = first; i < DEPTHS; i++) {
      const reached = tails[i]!;
      if (reached < ENOUGH || sides - reached < ENOUGH) continue;
      fit.add((i + 0.5) * this.#stepTicks, -naturalLog1p(-reached / sides) / seconds);
    }
    fit.fit();
    if (!(fit.k > 0 && fit.r2 >= this.#params.fillFit)) return;
    this.#A = fit.A;
    this.#k = fit.k;
    this.#r2 = fit.r2;
    this.#samples = intervals;
    this.#depths = fit.count;
    this.#goodNs = at.nowNs;
  }
}
