import { fail } from "@mexoms/core/internal";

/** Who stands on the other side of an account's entries, at its venue. */
export type Counterparty = "owner" | "market" | "fees" | "funding" | "insurance" | "lender";

/** Why an amount moved. */
export type LedgerKind =
  /** The opening balance. */
  | "deposit"
  /** Coins for coins. */
  | "trade"
  /** Profit or loss of a closed part of a position. */
  | "realized"
  | "fee"
  | "funding"
  | "borrow"
  | "repay"
  | "interest"
  | "liquidation-fee"
  /** The insurance fund pays what an account has lost beyond its margin. */
  | "insurance";

/** One movement between an account and a counterparty. Times are nanoseconds since the epoch. */
export interface LedgerEntry {
  readonly atNs: number;
  readonly account: string;
  readonly currency: string;
  readonly kind: LedgerKind;
  readonly counterparty: Counterparty;
  /** Number of the instrument, -1 for none. */
  readonly market: number;
  /** The order as the venue numbers it, 0 for none. */
  readonly orderId: number;
  /** Received by the account; negative is paid. */
  readonly units: bigint;
  /** Of the account in the currency, after it. */
  readonly balance: bigint;
}

/**
 * The books of all accounts of a run and of those they deal with, by double entry: whatever one side
 * receives, the other pays. No other class changes a balance.
 */
export class Ledger {
  readonly entries: LedgerEntry[] = [];
  readonly #balances = new Map<string, bigint>();

  /** Books a movement of `units` to (+) or from (-) an account. Nothing is booked for zero. */
  move(entry: Omit<LedgerEntry, "balance"> & { readonly venue: string }): void {
    const { venue, ...kept } = entry;
    const { account, currency, counterparty, units } = kept;
    if (units === 0n) return;
    const balance = this.balance(account, currency) + units;
    if (balance < 0n) fail(`account ${account} would have less than nothing of ${currency}`);
    this.#balances.set(accountKey(account, currency), balance);
    const other = counterpartyKey(venue, counterparty, currency);
    this.#balances.set(other, (this.#balances.get(other) ?? 0n) - units);
    this.entries.push({ ...kept, balance });
  }

  balance(account: string, currency: string): bigint {
    return this.#balances.get(accountKey(account, currency)) ?? 0n;
  }

  /** What a counterparty at a venue has received, less what it has paid. */
  counterparty(venue: string, who: Counterparty, currency: string): bigint {
    return this.#balances.get(counterpartyKey(venue, who, currency)) ?? 0n;
  }

  /** The sum over all books by currency; zero each. */
  totals(): ReadonlyMap<string, bigint> {
    const totals = new Map<string, bigint>();
    for (const [key, units] of this.#balances) {
      const currency = key.slice(key.lastIndexOf("\n") + 1);
      totals.set(currency, (totals.get(currency) ?? 0n) + units);
    }
    return totals;
  }
}

function accountKey(account: string, currency: string): string {
  return `account\n${account}\n${currency}`;
}

function counterpartyKey(venue: string, who: Counterparty, currency: string): string {
  return `${who}\n${venue}\n${currency}`;
}
