import { ConfigError, type Instrument, type StrategyContext, type Trade } from "@mexoms/core";
import type { PricingValues } from "../params/pricing-params.ts";
import type { FairLook } from "../pipeline/fair-look.ts";
import type { Look } from "../pipeline/look.ts";
import type { SpreadLook } from "../pipeline/spread-look.ts";
import type { PricePoint } from "../volatility/estimator.ts";
import { Volatility } from "../volatility/volatility.ts";
import { FillIntensity } from "./fill-intensity.ts";
import { FlowToxicity } from "./flow-toxicity.ts";
import { Markouts } from "./markouts.ts";
import { makeSpreadModel } from "./make-model.ts";
import type { SpreadModel } from "./spread-model.ts";
import { UsualDepth } from "./usual-depth.ts";

const NO_FAIR_VALUE = "there is no fair value";
const NO_INTENSITY = "how fills fall off with distance is not known yet: no good fit of A and k";

/** Stage 2: the half-spread, what it is made of, and what limited it. */
export class Spread {
  readonly #params: PricingValues;
  readonly #model: SpreadModel;
  readonly #volatility: Volatility;
  readonly #intensity: FillIntensity;
  /** The model asks how fills fall off with distance; and some of that is measured. */
  readonly #knowsFills: boolean;
  readonly #measures: boolean;
  readonly #flow: FlowToxicity | undefined;
  readonly #markouts: Markouts | undefined;
  readonly #depth: UsualDepth | undefined;
  readonly #makerFee: number;
  readonly #mid: PricePoint = { nowNs: 0, ticks: 0 };

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly params: PricingValues;
    readonly instrument: Instrument;
  }) {
    const { ctx, params, instrument } = options;
    if (params.minSpread.of(1) > params.maxSpread.of(1)) {
      throw new ConfigError(
        "minSpread",
        `is above maxSpread: ${params.minSpread.amount.toFixed()}bps and ${params.maxSpread.amount.toFixed()}bps; for example minSpread=2bps maxSpread=100bps`,
      );
    }
    this.#params = params;
    this.#model = makeSpreadModel(params, instrument);
    this.#volatility = new Volatility(params);
    const { needs } = this.#model;
    this.#knowsFills = needs.fillDecay || needs.fillRate;
    this.#measures =
      (needs.fillDecay && params.fillDepth === undefined) ||
      (needs.fillRate && params.fillRate === undefined);
    this.#intensity = new FillIntensity(params, { measures: this.#measures });
    const halfLifeNs = params.toxicityHalflife;
    const judges = params.toxicity === "markout" || params.adverseSelection === undefined;
    this.#flow = params.toxicity === "flow" ? new FlowToxicity(halfLifeNs) : undefined;
    this.#markouts = judges ? new Markouts({ markoutNs: params.markout, halfLifeNs }) : undefined;
    this.#depth =
      params.thinBookWiden.of(1) > 0 ? new UsualDepth(params.thinBookHalflife) : undefined;
    this.#makerFee = instrument.makerFee.fraction;
    // Nobody is woken by trades that nothing is learned from.
    if (this.#measures || this.#flow !== undefined || judges) {
      ctx.onTrade(instrument, (trade) => this.#learn(trade));
    }
  }

  /** A valid mid at a look, whether or not there is a fair value: what is measured goes on. */
  observe({ nowNs, fair }: Look): void {
    const mid = this.#mid;
    mid.nowNs = nowNs;
    mid.ticks = fair.midTicks;
    if (this.#params.volatilityFrom === "look") this.#volatility.add(mid);
    if (this.#measures) this.#intensity.look(mid);
    this.#markouts?.look(mid);
  }

  /** A valid mid at a change of the book, for an estimator that wants them all. */
  observeChange(mid: Readonly<PricePoint>): void {
    this.#volatility.add(mid);
  }

  /** The book cannot be used at this look. */
  interrupt(): void {
    this.#intensity.interrupt();
  }

  look(look: Look): void {
    const { fair, spread } = look;
    spread.limitedBy = "none";
    spread.baseTicks = Number.NaN;
    spread.halfTicks = Number.NaN;
    spread.shiftPerLotTicks = Number.NaN;
    spread.gamma = Number.NaN;
    this.#volatility.look(look);
    if (this.#knowsFills) this.#intensity.write(look);
    if (fair.problem !== "none") {
      spread.problem = NO_FAIR_VALUE;
      return;
    }
    spread.problem = this.#missing(spread);
    if (spread.problem !== "") return;
    this.#model.price(fair, spread);
    this.#widen(look);
    this.#limit(fair, spread);
  }

  #learn(trade: Trade): void {
    if (this.#measures) this.#intensity.trade(trade);
    this.#flow?.trade(trade);
    this.#markouts?.trade(trade);
  }

  /** What the model needs and nobody knows; "" when it can be called. */
  #missing(spread: SpreadLook): string {
    const { needs } = this.#model;
    if (needs.sigma && Number.isNaN(spread.sigmaTicks)) return this.#volatility.missing;
    if (needs.fillDecay && Number.isNaN(spread.fillDecay)) return NO_INTENSITY;
    return needs.fillRate && Number.isNaN(spread.fillRate) ? NO_INTENSITY : "";
  }

  #widen(look: Look): void {
    const { fair, spread } = look;
    const { toxicityFrom, toxicityWiden, thinBookWiden } = this.#params;
    spread.adverseTicks = 0;
    spread.toxicity = 0;
    // Markouts write both: as toxicity they count only where no other measure is chosen.
    this.#markouts?.write(look);
    if (this.#flow !== undefined) this.#flow.write(look);
    else if (this.#params.toxicity === "none") spread.toxicity = 0;
    const over = Math.max(0, spread.toxicity - toxicityFrom) / (1 - toxicityFrom);
    spread.toxicityTicks = toxicityWiden.of(fair.ticks) * over;
    spread.depthTicks = 0;
    if (this.#depth === undefined) return;
    this.#depth.write(look);
    spread.depthTicks = thinBookWiden.of(fair.ticks) * Math.max(0, 1 - spread.depthShare);
  }

  #limit(fair: FairLook, spread: SpreadLook): void {
    const { adverseSelection, feeFloor, margin, minSpread, maxSpread } = this.#params;
    if (adverseSelection !== undefined) spread.adverseTicks = adverseSelection.of(fair.ticks);
    const cost = this.#makerFee * fair.ticks + spread.adverseTicks + margin.of(fair.ticks);
    spread.feeFloorTicks = feeFloor ? cost : 0;
    let half = spread.baseTicks + spread.toxicityTicks + spread.depthTicks;
    if (feeFloor && half < cost) {
      half = cost;
      spread.limitedBy = "fee-floor";
    }
    const least = minSpread.of(fair.ticks) / 2;
    const most = maxSpread.of(fair.ticks) / 2;
    if (half < least) {
      half = least;
      spread.limitedBy = "min-spread";
    } else if (half > most) {
      half = most;
      spread.limitedBy = "max-spread";
    }
    spread.halfTicks = half;
  }
}
