import { ConfigError, type Instrument, Money, Position, type Rate } from "@mexoms/core";

const MAX_DECIMALS = 15;

/** What a fill is charged, of its value. */
export type FeeRates = (instrument: Instrument, liquidity: "maker" | "taker") => Rate;

/** Of the instruments, for a run without accounts. */
const LISTED: FeeRates = ({ makerFee, takerFee }, liquidity) =>
  liquidity === "maker" ? makerFee : takerFee;

/**
 * The instruments of a run and the whole units that amounts of each asset are counted in, so that
 * sizes of instruments with different lots are compared without rounding.
 */
export class Universe {
  readonly instruments: readonly Instrument[];
  readonly #decimals: ReadonlyMap<string, number>;
  readonly #lotUnits: ReadonlyMap<Instrument, number>;

  readonly #clearing: ReadonlySet<Instrument>;
  /** What fills are charged on the accounts that are traded on. */
  readonly feeRate: FeeRates;

  /**
   * `clearing` are the instruments that residuals are cleared on: what is too small for all of them is
   * dust. Throws ConfigError for an instrument that sizes cannot be compared with.
   */
  constructor(
    instruments: readonly Instrument[],
    clearing: readonly Instrument[] = instruments,
    feeRate: FeeRates = LISTED,
  ) {
    this.instruments = instruments;
    this.feeRate = feeRate;
    this.#clearing = new Set(clearing);
    const decimals = new Map<string, number>();
    const atLeast = (asset: string, digits: number): void => {
      decimals.set(asset, Math.max(decimals.get(asset) ?? 0, digits));
    };
    for (const { id, spec, tick, lot, contractSize, payoff } of instruments) {
      if (payoff !== "linear") {
        throw new ConfigError("instruments", `${id} is not linear; leave it out of the list`);
      }
      const size = lot.decimals + contractSize.decimals;
      if (size + tick.decimals > MAX_DECIMALS) {
        throw new ConfigError("instruments", `${id} has steps that are too fine to be counted`);
      }
      atLeast(spec.base, size);
      atLeast(spec.quote, size + tick.decimals);
    }
    this.#decimals = decimals;
    this.#lotUnits = new Map(
      instruments.map((each) => {
        const { lot, contractSize, spec } = each;
        const finer = decimals.get(spec.base)! - lot.decimals - contractSize.decimals;
        return [each, lot.mantissa * contractSize.mantissa * 10 ** finer];
      }),
    );
  }

  /** Units of the base asset in one lot. */
  lotUnits(instrument: Instrument): number {
    return this.#lotUnits.get(instrument)!;
  }

  /** Units of the quote asset that lots are worth at a price. Throws when they are too many. */
  quoteUnits({ spec, tick, lot, contractSize }: Instrument, ticks: number, lots: number): number {
    const digits = tick.decimals + lot.decimals + contractSize.decimals;
    const scale = BigInt(tick.mantissa) * BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
    const finer = 10n ** BigInt(this.#decimals.get(spec.quote)! - digits);
    return Number(BigInt(ticks) * BigInt(lots) * scale * finer);
  }

  /** The exact fee of a fill, in the quote currency. */
  feeOf(instrument: Instrument, ticks: number, lots: number, liquidity: "maker" | "taker"): Money {
    const rate = this.feeRate(instrument, liquidity);
    return new Position(instrument).feeOf(ticks, lots, liquidity === "maker", rate);
  }

  /** An amount of an asset. */
  amount(asset: string, units: number): Money {
    return new Money(BigInt(units), this.#decimals.get(asset) ?? 0);
  }

  /** Whole units in an amount, away from zero. */
  unitsOf(asset: string, amount: Money): number {
    const decimals = this.#decimals.get(asset) ?? 0;
    const scaled = amount.units * 10n ** BigInt(Math.max(0, decimals - amount.decimals));
    const below = 10n ** BigInt(Math.max(0, amount.decimals - decimals));
    const rest = scaled % below;
    return Number(scaled / below + (rest === 0n ? 0n : scaled < 0n ? -1n : 1n));
  }

  /** Instruments that trade an asset for a currency, in the order of the run. */
  tradersOf(asset: string, currency: string): Instrument[] {
    return this.instruments.filter(({ spec }) => spec.base === asset && spec.quote === currency);
  }

  /** Those of them that decide what is dust: all, when none of them is for clearing. */
  clearersOf(asset: string, currency: string): Instrument[] {
    const traders = this.tradersOf(asset, currency);
    const clearing = traders.filter((each) => this.#clearing.has(each));
    return clearing.length > 0 ? clearing : traders;
  }

  /** The instrument with an id. Throws ConfigError naming `field`. */
  byId(id: string, field: string): Instrument {
    const found = this.instruments.find((each) => each.id === id);
    if (found) return found;
    throw new ConfigError(field, `no instrument "${id}" in this run`);
  }
}
