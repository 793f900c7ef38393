import type { AccountView } from "../account/account-view.ts";
import type { Finding } from "./finding.ts";
import type { ToldAmounts } from "./told-amounts.ts";

/** What one account must hold, in 10^-6 of the risk currency. */
export interface AccountRange {
  readonly least: number;
  readonly most: number;
  readonly scope: string;
}

/**
 * What accounts hold, against what they must. Counted when the venue tells of an account, and before a
 * check while something that it holds had no price.
 */
export class AccountFloors {
  readonly #ranges: readonly (AccountRange | undefined)[];
  readonly #views: readonly AccountView[];
  readonly #amounts: ToldAmounts;
  readonly #held: Float64Array;

  constructor(of: {
    /** By account. */
    ranges: readonly (AccountRange | undefined)[];
    views: readonly AccountView[];
    amounts: ToldAmounts;
  }) {
    this.#ranges = of.ranges;
    this.#views = of.views;
    this.#amounts = of.amounts;
    this.#held = new Float64Array(Math.max(1, of.ranges.length)).fill(Number.NaN);
  }

  /** Counts what the venue told last; a currency without a price now leaves the amount unknown. */
  update(account: number): void {
    if (this.#ranges[account] === undefined) return;
    let sum = 0;
    for (const { currency, total, borrowed } of this.#views[account]!.state.balances) {
      sum += this.#amounts.worth(total - borrowed, currency);
    }
    this.#held[account] = sum;
  }

  /** Whether the account is within its range. One whose worth is not known is not. */
  holds(account: number): boolean {
    const range = this.#ranges[account];
    if (range === undefined) return true;
    if (Number.isNaN(this.#held[account]!)) this.update(account);
    return this.#held[account]! >= range.least && this.#held[account]! <= range.most;
  }

  /** Notes what is wrong with an account that does not hold. */
  find(account: number, finding: Finding): false {
    const { least, most, scope } = this.#ranges[account]!;
    const held = this.#held[account]!;
    if (held > most) return finding.set("R702", "money", held, most, scope);
    return finding.set("R701", "money", held, least, scope);
  }
}
