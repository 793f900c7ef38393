import { Decimal } from "./decimal.ts";
import { ConfigError } from "../errors.ts";

/** Decimal digits that a rate may have: 10^-10 is a millionth of a basis point. */
export const RATE_DECIMALS = 10;
const RATE_TEXT = /^(-?\d+(?:\.\d+)?)(bps|%)$/;

/** An exact proportion, such as a fee: units / 10^RATE_DECIMALS. */
export class Rate {
  readonly units: number;

  private constructor(units: number) {
    this.units = units;
  }

  /** Parses "2bps", "-0.5bps" or "0.1%". A bare number is refused. Throws ConfigError. */
  static parse(text: string, field: string): Rate {
    const match = RATE_TEXT.exec(text);
    if (!match) {
      throw new ConfigError(field, `"${text}" is not a rate with its unit, such as 2bps or 0.1%`);
    }
    const units = new Decimal(match[1]!).mul(match[2] === "bps" ? 1e6 : 1e8);
    if (!units.isInteger() || units.abs().gt(10 ** RATE_DECIMALS)) {
      throw new ConfigError(field, `${text} is beyond 100% or finer than a millionth of a bp`);
    }
    return new Rate(units.toNumber());
  }

  /** Nearest double of the proportion: "5bps" gives 0.0005. For signals only. */
  get fraction(): number {
    return this.units / 10 ** RATE_DECIMALS;
  }

  toString(): string {
    return `${new Decimal(this.units).div(1e6).toFixed()}bps`;
  }
}
