import { Money } from "@mexoms/core";

/**
 * What may be unbalanced at most, at any instant and whatever becomes of the orders that are out:
 * each holder reserves its own worst case, and all of them fit under the cap.
 */
export class ExposureCap {
  readonly currency: string;
  readonly #limit: Money;
  readonly #held = new Map<string, Money>();

  constructor(limit: { readonly value: Money; readonly currency: string }) {
    this.#limit = limit.value;
    this.currency = limit.currency;
  }

  /** Reserves for a holder, in place of what it had. False, and nothing changes, when it does not fit. */
  reserve(holder: string, value: Money): boolean {
    const others = this.used().minus(this.#held.get(holder) ?? new Money(0n, 0));
    if (others.plus(value).minus(this.#limit).units > 0n) return false;
    this.force(holder, value);
    return true;
  }

  /** Reserves what is there already, even beyond the cap. */
  force(holder: string, value: Money): void {
    if (value.units === 0n) this.#held.delete(holder);
    else this.#held.set(holder, value);
  }

  used(): Money {
    let sum = new Money(0n, 0);
    for (const value of this.#held.values()) sum = sum.plus(value);
    return sum;
  }

  /** What is left below the cap, below zero when it is exceeded. */
  left(): Money {
    return this.#limit.minus(this.used());
  }
}
