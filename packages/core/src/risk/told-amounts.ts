import { AMOUNT_DECIMALS } from "../account/contract-value.ts";
import { ConfigError } from "../errors.ts";
import type { CountedCurrency } from "./counted-currency.ts";

/** What amounts that venues tell of are worth. For when an account changes: it allocates. */
export class ToldAmounts {
  readonly #currencies: readonly CountedCurrency[];
  readonly #one = new Float64Array(1);

  /** `currencies`: every one that a limited account may hold. */
  constructor(currencies: readonly CountedCurrency[]) {
    this.#currencies = currencies;
  }

  /**
   * 10^-6 of the risk currency, rounded down: a debt is worth more, a holding less. NaN while its
   * currency has no price. Throws ConfigError for a currency that the config does not count.
   */
  worth(amount: bigint, currency: string): number {
    if (amount === 0n) return 0;
    const counted = this.#currencies.find(({ name }) => name === currency);
    if (counted === undefined) {
      const why = `is due: an account with limits holds ${currency}`;
      throw new ConfigError(`risk.count.${currency}`, why);
    }
    if (!counted.known) return Number.NaN;
    const one = this.#one;
    const step = 10n ** BigInt(AMOUNT_DECIMALS - counted.decimals);
    const size = Number(amount < 0n ? (step - 1n - amount) / step : amount / step);
    one[0] = Number.isSafeInteger(size) ? size : Number.NaN;
    if (amount > 0n) counted.toRiskDown(one, 0);
    else counted.toRiskUp(one, 0);
    return amount > 0n ? one[0] : -one[0];
  }
}
