import type { AccountKind } from "@mexoms/core";

/** Maker and taker rates with their unit; a rebate is negative. */
export interface FeeRates {
  readonly maker: string;
  readonly taker: string;
}

/** Positions up to a size: what leverage they may have and what margin must remain. */
export interface MarginBracket {
  /** Largest value of the position, in the settle currency, as decimal text; undefined: no limit. */
  readonly upTo?: string | undefined;
  /** Decimal text, for example "125". */
  readonly maxLeverage: string;
  /** Part of the position's value, for example "0.4%". */
  readonly maintenance: string;
  /** Taken off it, so that the maintenance margin does not jump between brackets. */
  readonly maintenanceAmount: string;
}

/** A funding rate that is paid at one time. */
export interface FundingPayment {
  /** UTC as ISO text. */
  readonly time: string;
  readonly rate: string;
}

/** What a futures account needs beyond its balances. */
export interface FuturesConfig {
  readonly marginMode: "cross" | "isolated";
  readonly positionMode: "one-way";
  /** Decimal text by instrument id; "default" is for all others. */
  readonly leverage: Readonly<Record<string, string>>;
  /** By instrument id, smallest first; "default" is for all others. */
  readonly brackets: Readonly<Record<string, readonly MarginBracket[]>>;
  /** Rate on the value that the venue closes, paid to its insurance fund. */
  readonly liquidationFee: string;
  /** "none", a rate for an interval such as "1bps/8h", or payments; by instrument id or "default". */
  readonly funding: Readonly<Record<string, string | readonly FundingPayment[]>>;
  /** Time between two looks at the margin while a position is open, for example "1s". */
  readonly markInterval: string;
}

/** What a margin account, which may borrow coins, needs beyond its balances. */
export interface MarginConfig {
  /** Most that the account's coins may be worth, as a multiple of what it owns: "3". */
  readonly leverage: string;
  /** The venue closes when all coins are worth no more than this multiple of all debts: "1.1". */
  readonly liquidationLevel: string;
  readonly liquidationFee: string;
  /** Rates by currency, "3%/year", "1bps/day" or "0.1bps/hour", charged each full hour UTC. */
  readonly borrow: Readonly<Record<string, string>>;
  readonly markInterval: string;
}

/** An account at a venue. */
export interface AccountConfig {
  /** Unique in a run, in kebab-case or with underscores. */
  readonly name: string;
  readonly venue: string;
  readonly kind: AccountKind;
  /** Instrument ids ("binance:spot:BTCUSDT") or markets ("binance:spot") that it trades. */
  readonly trades: readonly string[];
  /** Opening balances as decimal text by currency. */
  readonly balances: Readonly<Record<string, string>>;
  /** By market ("spot"), or "default" for all others; the instruments' own unless given. */
  readonly fees?: Readonly<Record<string, FeeRates>>;
  /** What fees of coins are taken from: the quote currency, or what the order receives. */
  readonly feeCurrency?: "quote" | "received";
  readonly futures?: FuturesConfig;
  readonly margin?: MarginConfig;
}
