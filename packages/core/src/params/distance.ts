import { ConfigError } from "../errors.ts";
import { Decimal } from "../numbers/decimal.ts";

const DISTANCE_TEXT = /^(-?\d+(?:\.\d+)?)(bps|%|ticks|tick)$/;

/**
 * A distance from a price, as a proportion or in ticks. Prices are in ticks and may be fractional:
 * results are signals, rounded to whole ticks only when an order is made of them.
 */
export class Distance {
  readonly unit: "ratio" | "ticks";
  /** Basis points for a ratio, ticks otherwise. */
  readonly amount: Decimal;
  readonly #scale: number;
  readonly #fixed: number;

  private constructor(unit: "ratio" | "ticks", amount: Decimal) {
    this.unit = unit;
    this.amount = amount;
    this.#scale = unit === "ratio" ? amount.div(10_000).toNumber() : 0;
    this.#fixed = unit === "ticks" ? amount.toNumber() : 0;
  }

  /** Parses "5bps", "0.2%" or "3ticks"; a bare number is refused. Throws ConfigError. */
  static parse(text: string, field: string): Distance {
    const match = DISTANCE_TEXT.exec(text);
    if (!match) {
      const problem = /^-?\d+(?:\.\d+)?$/.test(text)
        ? "needs a unit"
        : "is no distance from a price";
      throw new ConfigError(field, `"${text}" ${problem}, for example 5bps, 0.2% or 3ticks`);
    }
    const amount = new Decimal(match[1]!);
    if (match[2] === "bps") return new Distance("ratio", amount);
    if (match[2] === "%") return new Distance("ratio", amount.mul(100));
    return new Distance("ticks", amount);
  }

  /** The distance in ticks at a price in ticks. */
  of(priceTicks: number): number {
    return priceTicks * this.#scale + this.#fixed;
  }

  below(priceTicks: number): number {
    return priceTicks - this.of(priceTicks);
  }

  above(priceTicks: number): number {
    return priceTicks + this.of(priceTicks);
  }
}
