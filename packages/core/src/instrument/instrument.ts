import { Decimal } from "../numbers/decimal.ts";
import { ConfigError } from "../errors.ts";
import { Step } from "../numbers/step.ts";
import { Rate } from "../numbers/rate.ts";

/** How a contract pays: linear in the price (spot, USD-M) or inverse, in the base coin (COIN-M). */
export type Payoff = "linear" | "inverse";

/** What is known of an instrument, as it stands in files. All numbers are decimal text. */
export interface InstrumentSpec {
  readonly venue: string;
  readonly market: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly payoff: Payoff;
  /** Linear: units of base per lot unit, "1" for spot. Inverse: quote currency per contract. */
  readonly contractSize: string;
  readonly tickSize: string;
  readonly lotSize: string;
  /** Rates on traded value with their unit, for example "2bps" or "-0.5bps" (a rebate). */
  readonly makerFee: string;
  readonly takerFee: string;
  readonly minQty?: string;
  readonly maxQty?: string;
  readonly minNotional?: string;
}

/** One symbol on one market of one venue: the only way between decimals and ticks and lots. */
export class Instrument {
  readonly spec: InstrumentSpec;
  /** "venue:market:symbol", unique in a run. */
  readonly id: string;
  readonly tick: Step;
  readonly lot: Step;
  readonly payoff: Payoff;
  readonly contractSize: Step;
  readonly makerFee: Rate;
  readonly takerFee: Rate;
  readonly minLots: number;
  readonly maxLots: number;
  readonly #minTickLots: number; // minimum notional as a product of ticks and lots

  constructor(spec: InstrumentSpec) {
    const at = (field: string): string => `instrument ${spec.symbol} ${field}`;
    for (const field of ["venue", "market", "symbol", "base", "quote"] as const) {
      if (spec[field] === "") throw new ConfigError(at(field), "must not be empty");
    }
    if (spec.payoff !== "linear" && spec.payoff !== "inverse") {
      throw new ConfigError(at("payoff"), `"${String(spec.payoff)}" is not linear or inverse`);
    }
    this.spec = spec;
    this.id = `${spec.venue}:${spec.market}:${spec.symbol}`;
    this.payoff = spec.payoff;
    this.tick = Step.parse(spec.tickSize, at("tickSize"));
    this.lot = Step.parse(spec.lotSize, at("lotSize"));
    this.contractSize = Step.parse(spec.contractSize, at("contractSize"));
    this.makerFee = Rate.parse(spec.makerFee, at("makerFee"));
    this.takerFee = Rate.parse(spec.takerFee, at("takerFee"));
    this.minLots =
      spec.minQty === undefined ? 1 : Math.max(1, this.lot.count(spec.minQty, at("minQty")));
    this.maxLots =
      spec.maxQty === undefined
        ? Number.MAX_SAFE_INTEGER
        : this.lot.floor(spec.maxQty, at("maxQty"));
    this.#minTickLots = 0;
    if (spec.minNotional !== undefined && spec.payoff === "linear") {
      const tickLot = this.tick
        .decimal(1)
        .mul(this.lot.decimal(1))
        .mul(this.contractSize.decimal(1));
      this.#minTickLots = new Decimal(spec.minNotional).div(tickLot).ceil().toNumber();
    }
  }

  /** Currency in which profit, fees and cash are counted. */
  get settle(): string {
    return this.payoff === "linear" ? this.spec.quote : this.spec.base;
  }

  /** The unit that sizes are given in: the base currency, or contracts for an inverse contract. */
  get sizeUnit(): string {
    return this.payoff === "linear" ? this.spec.base : "contracts";
  }

  priceTicks(price: Decimal | string, field = "price"): number {
    return this.tick.count(price, field);
  }

  qtyLots(qty: Decimal | string, field = "quantity"): number {
    return this.lot.count(qty, field);
  }

  /** The lowest price at which an order of this size passes the filters. */
  minPriceFor(qtyLots: number): number {
    return Math.max(1, Math.ceil(this.#minTickLots / qtyLots));
  }

  /** The reason why an order of this price and size would be refused by the filters, or undefined. */
  refusal(priceTicks: number, qtyLots: number): string | undefined {
    if (!Number.isSafeInteger(priceTicks) || priceTicks <= 0) return "price is not a positive tick";
    if (!Number.isSafeInteger(qtyLots) || qtyLots < this.minLots) return "size below the minimum";
    if (qtyLots > this.maxLots) return "size above the maximum";
    if (priceTicks * qtyLots < this.#minTickLots) return "value below the minimum notional";
    return undefined;
  }
}
