import type { AccountState } from "../account/account-state.ts";
import { AMOUNT_DECIMALS } from "../account/contract-value.ts";
import { ConfigError } from "../errors.ts";
import type { CountedCurrency } from "./counted-currency.ts";
import type { Finding } from "./finding.ts";

/** What one account must hold, in 10^-6 of the risk currency. */
export interface AccountRange {
  readonly least: number;
  readonly most: number;
  readonly scope: string;
}

/** What accounts hold, against what they must. Counted when the venue tells of an account. */
export class AccountFloors {
  readonly #ranges: readonly (AccountRange | undefined)[];
  readonly #currencies: readonly CountedCurrency[];
  readonly #held: Float64Array;
  readonly #one = new Float64Array(1);

  constructor(of: {
    /** By account. */
    ranges: readonly (AccountRange | undefined)[];
    /** Every currency that a limited account may hold. */
    currencies: readonly CountedCurrency[];
  }) {
    this.#ranges = of.ranges;
    this.#currencies = of.currencies;
    this.#held = new Float64Array(Math.max(1, of.ranges.length)).fill(Number.NaN);
  }

  /** Takes what the venue told; a currency without a price now leaves the amount unknown. */
  update(account: number, state: AccountState): void {
    if (this.#ranges[account] === undefined) return;
    let sum = 0;
    for (const { currency, total, borrowed } of state.balances) {
      const amount = total - borrowed;
      if (amount === 0n) continue;
      const counted = this.#currencies.find(({ name }) => name === currency);
      if (counted === undefined) {
        throw new ConfigError(
          `risk.count.${currency}`,
          `is due: an account with limits holds ${currency}`,
        );
      }
      sum += this.#inRisk(amount, counted);
    }
    this.#held[account] = sum;
  }

  /** Whether the account is within its range. One whose worth is not known is not. */
  holds(account: number): boolean {
    const range = this.#ranges[account];
    if (range === undefined) return true;
    return this.#held[account]! >= range.least && this.#held[account]! <= range.most;
  }

  /** Notes what is wrong with an account that does not hold. */
  find(account: number, finding: Finding): false {
    const { least, most, scope } = this.#ranges[account]!;
    const held = this.#held[account]!;
    if (held > most) return finding.set("R702", "money", held, most, scope);
    return finding.set("R701", "money", held, least, scope);
  }

  #inRisk(amount: bigint, counted: CountedCurrency): number {
    if (!counted.known) return Number.NaN;
    const one = this.#one;
    const step = 10n ** BigInt(AMOUNT_DECIMALS - counted.decimals);
    const size = Number((amount < 0n ? -amount : amount) / step);
    one[0] = Number.isSafeInteger(size) ? size : Number.NaN;
    if (amount > 0n) counted.toRiskDown(one, 0);
    else counted.toRiskUp(one, 0);
    return amount > 0n ? one[0] : -one[0];
  }
}
