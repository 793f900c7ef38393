import { Decimal } from "./decimal.ts";

/** An exact amount of one currency: units / 10^decimals. Immutable. */
export class Money {
  readonly units: bigint;
  readonly decimals: number;

  constructor(units: bigint, decimals: number) {
    this.units = units;
    this.decimals = decimals;
  }

  /** Adds exactly; the result has the larger number of decimals. */
  plus(other: Money): Money {
    // Mostly so in long sums, which powers of ten would slow down.
    if (this.decimals === other.decimals) return new Money(this.units + other.units, this.decimals);
    const decimals = Math.max(this.decimals, other.decimals);
    return new Money(this.#at(decimals) + other.#at(decimals), decimals);
  }

  minus(other: Money): Money {
    if (this.decimals === other.decimals) return new Money(this.units - other.units, this.decimals);
    return this.plus(new Money(-other.units, other.decimals));
  }

  toDecimal(): Decimal {
    return new Decimal(this.units.toString()).div(new Decimal(10).pow(this.decimals));
  }

  /** Nearest double, for charts and statistics only. */
  toNumber(): number {
    return this.toDecimal().toNumber();
  }

  /** Exact decimal text without trailing zeros, never in exponent form. */
  toString(): string {
    const negative = this.units < 0n;
    const digits = (negative ? -this.units : this.units)
      .toString()
      .padStart(this.decimals + 1, "0");
    const whole = digits.slice(0, digits.length - this.decimals);
    const fraction = digits.slice(digits.length - this.decimals).replace(/0+$/, "");
    const text = fraction === "" ? whole : `${whole}.${fraction}`;
    return negative && this.units !== 0n ? `-${text}` : text;
  }

  toJSON(): string {
    return this.toString();
  }

  #at(decimals: number): bigint {
    return this.units * 10n ** BigInt(decimals - this.decimals);
  }
}
