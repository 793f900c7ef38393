import { Decimal } from "./decimal.ts";
import { ConfigError } from "../errors.ts";

const MAX_DECIMALS = 22; // 10^22 is the largest power of ten that a double holds exactly
const DECIMAL_TEXT = /^(\d+)(?:\.(\d+))?$/;

/**
 * The grid that prices or sizes lie on: a tick size or a lot size, as an exact decimal.
 * Counts of steps are integers below 2^53; text and Decimal are the only other forms.
 */
export class Step {
  /** The step as shortest decimal text, for example "0.1". */
  readonly text: string;
  /** step = mantissa / 10^decimals, mantissa a positive integer not divisible by 10 unless decimals is 0. */
  readonly mantissa: number;
  readonly decimals: number;
  readonly #power: number;

  private constructor(text: string, mantissa: number, decimals: number) {
    this.text = text;
    this.mantissa = mantissa;
    this.decimals = decimals;
    this.#power = 10 ** decimals;
  }

  /** Parses "0.001", "5" or "0.00100000". Throws ConfigError naming `field` on anything else. */
  static parse(text: string, field: string): Step {
    const match = DECIMAL_TEXT.exec(text);
    if (!match) throw new ConfigError(field, `"${text}" is not a positive decimal such as 0.001`);
    const fraction = (match[2] ?? "").replace(/0+$/, "");
    const mantissa = Number(match[1]! + fraction);
    if (mantissa === 0) throw new ConfigError(field, "must be above zero, for example 0.001");
    if (!Number.isSafeInteger(mantissa) || fraction.length > MAX_DECIMALS) {
      throw new ConfigError(field, `"${text}" has more digits than a step can have`);
    }
    const whole = match[1]!.replace(/^0+(?=\d)/, "");
    return new Step(fraction === "" ? whole : `${whole}.${fraction}`, mantissa, fraction.length);
  }

  /**
   * Steps in mantissa / 10^decimals, or NaN when it does not lie on the grid. Exact for mantissas
   * below 2^53; a value that would need more digits than that gives NaN.
   */
  fromScaled(mantissa: number, decimals: number): number {
    let scaled = mantissa;
    if (decimals < this.decimals) {
      scaled = mantissa * 10 ** (this.decimals - decimals);
    } else if (decimals > this.decimals) {
      scaled = mantissa / 10 ** (decimals - this.decimals);
      if (!Number.isInteger(scaled)) return Number.NaN;
    }
    if (!(Math.abs(scaled) <= Number.MAX_SAFE_INTEGER)) return Number.NaN;
    if (this.mantissa === 1) return scaled;
    return scaled % this.mantissa === 0 ? scaled / this.mantissa : Number.NaN;
  }

  /** Steps in a decimal. Throws ConfigError naming `field` when it does not lie on the grid. */
  count(value: Decimal | string, field: string): number {
    const steps = this.#divide(value, field);
    if (!steps.isInteger()) {
      // Zero is no size and no price: what lies below one step is told the step itself.
      const whole = steps.abs().lt(1) ? (steps.lt(0) ? -1 : 1) : steps.round();
      const near = new Decimal(this.text).mul(whole);
      throw new ConfigError(
        field,
        `${value.toString()} is not a multiple of ${this.text}; the nearest is ${near.toFixed()}`,
      );
    }
    return steps.toNumber();
  }

  /** Whole steps in a decimal, rounded toward zero. */
  floor(value: Decimal | string, field: string): number {
    return this.#divide(value, field).trunc().toNumber();
  }

  /** The nearest number of whole steps in a decimal that is not negative, halves up. */
  nearest(value: Decimal | string, field: string): number {
    return this.#divide(value, field).plus(0.5).floor().toNumber();
  }

  /** The exact decimal value of `count` steps. */
  decimal(count: number): Decimal {
    return new Decimal(count).mul(this.mantissa).div(new Decimal(10).pow(this.decimals));
  }

  /** The value of `count` steps as text with all decimals of the step, for example "61800.30". */
  format(count: number): string {
    const scaled = count * this.mantissa;
    if (!Number.isSafeInteger(scaled)) return this.decimal(count).toFixed(this.decimals);
    if (this.decimals === 0) return scaled.toString();
    const digits = Math.abs(scaled)
      .toString()
      .padStart(this.decimals + 1, "0");
    const point = digits.length - this.decimals;
    return `${scaled < 0 ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  /**
   * The double nearest to the value of `count` steps: the number that parsing its decimal text gives.
   * For signals, charts and queue estimates, never for money.
   */
  float(count: number): number {
    return (count * this.mantissa) / this.#power;
  }

  #divide(value: Decimal | string, field: string): Decimal {
    let decimal: Decimal;
    try {
      decimal = new Decimal(value);
    } catch {
      throw new ConfigError(field, `"${value.toString()}" is not a number`);
    }
    const steps = decimal.mul(new Decimal(10).pow(this.decimals)).div(this.mantissa);
    if (!steps.isFinite() || steps.abs().gt(Number.MAX_SAFE_INTEGER)) {
      throw new ConfigError(field, `${value.toString()} is out of range for steps of ${this.text}`);
    }
    return steps;
  }
}
