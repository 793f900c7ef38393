import type { Book } from "../book/book.ts";
import { ConfigError } from "../errors.ts";
import type { Instrument } from "../instrument/instrument.ts";
import { BUY, SELL } from "../market/side.ts";
import { Money } from "../numbers/money.ts";
import type { Rate } from "../numbers/rate.ts";
import type { AccountKind, AccountState, BalanceState, MarginState } from "./account-state.ts";
import { AMOUNT_DECIMALS, ContractValue } from "./contract-value.ts";

/** One currency of an account. */
export interface Balance {
  readonly currency: string;
  readonly total: Money;
  /** Bound by open orders and, in a futures account, by positions. */
  readonly held: Money;
  /**
   * What a further order may use: total - held, in a futures account with the open profit of
   * positions on cross margin. A margin account may go below it by borrowing.
   */
  readonly free: Money;
  /** Owed to the venue, and part of total. */
  readonly borrowed: Money;
  /** Paid so far. */
  readonly interest: Money;
}

const NOTHING = { total: 0n, held: 0n, free: 0n, borrowed: 0n, interest: 0n } as const;

/** A position on margin. Money is in the instrument's settle currency. */
export interface MarginPosition {
  /** Signed: + long, - short. */
  readonly lots: number;
  /** Bound by the position and its open orders. */
  readonly margin: Money;
  /** Below this the venue liquidates. */
  readonly maintenance: Money;
  readonly leverage: string;
  /** Where it would be liquidated if all else stayed; undefined when nowhere. */
  readonly liquidationTicks: number | undefined;
  /** Received so far; negative is paid. */
  readonly funding: Money;
}

/** What the run says of an account before it starts. */
export interface AccountFacts {
  readonly name: string;
  readonly venue: string;
  readonly kind: AccountKind;
  /** Numbers of the instruments that it trades. */
  readonly markets: readonly number[];
  /** Its own rates by the number of the instrument; without them those of the instruments. */
  readonly fees?: ReadonlyMap<number, { readonly maker: Rate; readonly taker: Rate }>;
  readonly opening: AccountState;
}

/**
 * An account as its strategy sees it: as the venue told it last. It lags the venue by the response
 * latency and changes with each answer to an own order, with funding, interest and liquidation.
 */
export class AccountView {
  readonly name: string;
  readonly venue: string;
  readonly kind: AccountKind;
  readonly #markets: ReadonlyMap<Instrument, { readonly index: number; readonly book: Book }>;
  readonly #fees: AccountFacts["fees"];
  #state: AccountState;

  constructor(
    facts: AccountFacts,
    markets: readonly { readonly instrument: Instrument; readonly book: Book }[],
  ) {
    this.name = facts.name;
    this.venue = facts.venue;
    this.kind = facts.kind;
    this.#state = facts.opening;
    this.#fees = facts.fees;
    this.#markets = new Map(
      facts.markets.map((index) => [
        markets[index]!.instrument,
        { index, book: markets[index]!.book },
      ]),
    );
  }

  /** Instruments that the account trades. */
  get instruments(): readonly Instrument[] {
    return [...this.#markets.keys()];
  }

  /** What a fill of an instrument is charged here, of its value; the account's tier counts. */
  feeRate(instrument: Instrument, liquidity: "maker" | "taker"): Rate {
    const market = this.#markets.get(instrument);
    const own = market && this.#fees?.get(market.index)?.[liquidity];
    return own ?? (liquidity === "maker" ? instrument.makerFee : instrument.takerFee);
  }

  /** Every currency that the account has or had. */
  balances(): readonly Balance[] {
    return this.#state.balances.map(balanceOf);
  }

  /** Zeros for a currency that the account never had. */
  balance(currency: string): Balance {
    const state = this.#state.balances.find((each) => each.currency === currency);
    return balanceOf(state ?? { currency, ...NOTHING });
  }

  /**
   * The position that a futures account has in an instrument. Coins of spot and margin accounts are
   * balances: undefined. Throws ConfigError for an instrument that the account does not trade.
   */
  position(instrument: Instrument): MarginPosition | undefined {
    const state = this.#positionState(instrument);
    if (!state || this.kind !== "futures") return undefined;
    return {
      lots: state.lots,
      margin: money(state.margin),
      maintenance: money(state.maintenance),
      leverage: state.leverage,
      liquidationTicks: state.liquidationTicks === 0 ? undefined : state.liquidationTicks,
      funding: money(state.funding),
    };
  }

  /**
   * Balance less what is borrowed, plus the open profit of positions settled in the currency, at the
   * middle prices of our own books. A position without a price counts with no profit.
   */
  equity(currency: string): Money {
    const { total, borrowed } = this.balance(currency);
    let sum = total.minus(borrowed);
    for (const [instrument, { book }] of this.#markets) {
      if (instrument.settle !== currency || !book.has(BUY) || !book.has(SELL)) continue;
      const state = this.#positionState(instrument);
      if (!state || state.lots === 0) continue;
      const value = new ContractValue(instrument);
      const half = book.bestTicks(BUY) + book.bestTicks(SELL);
      const worth = value.atHalf(Math.abs(state.lots), half);
      const signed = state.lots > 0 === value.inverse ? -worth : worth;
      sum = sum.plus(money(signed - state.cost));
    }
    return sum;
  }

  /** As the venue told it last. For the kernel. */
  get state(): AccountState {
    return this.#state;
  }

  /** Takes what the venue told, unless it is older; returns what was known before. For the kernel. */
  update(state: AccountState): AccountState {
    const before = this.#state;
    if (state.version > before.version) this.#state = state;
    return before;
  }

  /** Has what the venue told an earlier kernel last. For the kernel. */
  restore(state: AccountState): void {
    this.#state = state;
  }

  /** Whether orders of an instrument may name this account. */
  trades(instrument: Instrument): boolean {
    return this.#markets.has(instrument);
  }

  #positionState(instrument: Instrument): MarginState | undefined {
    const market = this.#markets.get(instrument);
    if (!market) {
      throw new ConfigError("account", `account ${this.name} does not trade ${instrument.id}`);
    }
    return this.#state.positions.find((each) => each.market === market.index);
  }
}

function balanceOf(state: BalanceState): Balance {
  return {
    currency: state.currency,
    total: money(state.total),
    held: money(state.held),
    free: money(state.free),
    borrowed: money(state.borrowed),
    interest: money(state.interest),
  };
}

function money(units: bigint): Money {
  return new Money(units, AMOUNT_DECIMALS);
}
