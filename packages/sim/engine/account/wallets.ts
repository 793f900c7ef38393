import { type BalanceState, fail } from "@mexoms/core/internal";
import type { Counterparty, Ledger, LedgerKind } from "./ledger.ts";

/** What an entry is about. */
export interface Cause {
  readonly atNs: number;
  readonly kind: LedgerKind;
  readonly counterparty: Counterparty;
  readonly market: number;
  readonly orderId: number;
}

/** The balances of one account, by currency. What may borrow borrows what a payment lacks. */
export class Wallets {
  readonly name: string;
  readonly venue: string;
  readonly #ledger: Ledger;
  readonly #mayBorrow: boolean;
  readonly #borrowed = new Map<string, bigint>();
  readonly #interest = new Map<string, bigint>();
  readonly #held = new Map<string, bigint>();
  readonly #currencies: string[] = [];

  constructor(options: { name: string; venue: string; ledger: Ledger; mayBorrow: boolean }) {
    this.#mayBorrow = options.mayBorrow;
    this.name = options.name;
    this.venue = options.venue;
    this.#ledger = options.ledger;
  }

  /** Currencies that the account has or had, in the order in which they came. */
  get currencies(): readonly string[] {
    return this.#currencies;
  }

  open(currency: string): void {
    if (!this.#currencies.includes(currency)) this.#currencies.push(currency);
  }

  total(currency: string): bigint {
    return this.#ledger.balance(this.name, currency);
  }

  borrowed(currency: string): bigint {
    return this.#borrowed.get(currency) ?? 0n;
  }

  held(currency: string): bigint {
    return this.#held.get(currency) ?? 0n;
  }

  /** Changes what orders hold. */
  hold(currency: string, units: bigint): void {
    const held = this.held(currency) + units;
    if (held < 0n) fail(`account ${this.name} would hold less than nothing of ${currency}`);
    this.open(currency);
    this.#held.set(currency, held);
  }

  /** Receives (+) or pays (-); borrows what is missing, and pays back what is not held. */
  move(currency: string, units: bigint, cause: Cause): void {
    const missing = -(this.total(currency) + units);
    if (missing > 0n && !this.#mayBorrow) fail(`account ${this.name} pays more than it holds`);
    if (missing > 0n) this.#lend(currency, missing, cause);
    this.#book(currency, units, cause);
    if (cause.kind === "interest") {
      this.#interest.set(currency, (this.#interest.get(currency) ?? 0n) - units);
    }
    if (units > 0n) this.repay(currency, cause);
  }

  /** Pays back what is owed, as far as the balance is not held. */
  repay(currency: string, cause: Cause): void {
    const owed = this.borrowed(currency);
    const free = this.total(currency) - this.held(currency);
    const units = owed < free ? owed : free;
    if (units > 0n) this.#lend(currency, -units, cause);
  }

  /** Like `repay`, from all that is there. */
  repayAll(currency: string, cause: Cause): void {
    const owed = this.borrowed(currency);
    const total = this.total(currency);
    const units = owed < total ? owed : total;
    if (units > 0n) this.#lend(currency, -units, cause);
  }

  /** Every currency, with what the account says it holds and has free. */
  states(
    of: (currency: string) => { readonly held: bigint; readonly free: bigint },
  ): BalanceState[] {
    return this.#currencies.map((currency) => ({
      currency,
      total: this.total(currency),
      ...of(currency),
      borrowed: this.borrowed(currency),
      interest: this.#interest.get(currency) ?? 0n,
    }));
  }

  /** Borrows (+) or pays back (-). */
  #lend(currency: string, units: bigint, cause: Cause): void {
    this.#borrowed.set(currency, this.borrowed(currency) + units);
    const kind = units > 0n ? "borrow" : "repay";
    this.#book(currency, units, { ...cause, kind, counterparty: "lender" });
  }

  #book(currency: string, units: bigint, cause: Cause): void {
    this.open(currency);
    this.#ledger.move({ ...cause, account: this.name, venue: this.venue, currency, units });
  }
}
