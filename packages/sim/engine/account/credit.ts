import type { Rate } from "@mexoms/core";
import { BUY, type MarginState, rateOf, SELL } from "@mexoms/core/internal";
import { rejectionCode } from "../venue/rejections.ts";
import {
  type AccountMarkets,
  EVENT_CLOSE,
  EVENT_INTEREST,
  EVENT_MARK,
  midHalfTicks,
  nextMultiple,
} from "./account-markets.ts";
import { Alarms } from "./alarms.ts";
import { type BorrowRate, hourOfInterest } from "./amount.ts";
import type { CoinMarket } from "./coin-market.ts";
import type { Cause, Wallets } from "./wallets.ts";

const NO_MARGIN = rejectionCode("insufficient margin");
const HOUR_NS = 3600e9;

/** Terms on which a margin account borrows. Factors are in thousandths. */
export interface CreditTerms {
  readonly leverage: bigint;
  readonly liquidationLevel: bigint;
  readonly liquidationFee: Rate;
  readonly borrow: ReadonlyMap<string, BorrowRate>;
  readonly markNs: number;
}

interface Charged {
  liquidationFees: bigint;
  insurance: bigint;
}

/**
 * The borrowing side of a margin account. A payment that the balance does not cover is borrowed and
 * paid back from what comes in. All coins are valued in the one quote currency of its instruments,
 * at the middle prices of the last look.
 */
export class Credit {
  readonly #wallets: Wallets;
  readonly #coins: ReadonlyMap<number, CoinMarket>;
  readonly #markets: AccountMarkets;
  readonly #account: number;
  readonly #terms: CreditTerms;
  readonly #alarms: Alarms;
  readonly #marks = new Map<number, number>();
  readonly #charged: ReadonlyMap<number, Charged>;

  constructor(options: {
    wallets: Wallets;
    coins: ReadonlyMap<number, CoinMarket>;
    markets: AccountMarkets;
    account: number;
    terms: CreditTerms;
  }) {
    this.#wallets = options.wallets;
    this.#coins = options.coins;
    this.#markets = options.markets;
    this.#account = options.account;
    this.#terms = options.terms;
    this.#alarms = new Alarms(options.markets, options.account);
    this.#charged = new Map(
      [...options.coins.keys()].map((market) => [market, { liquidationFees: 0n, insurance: 0n }]),
    );
  }

  /** Schedules the first look at prices. */
  start(): void {
    for (const market of this.#coins.keys()) this.#armMark(market, 0);
  }

  /** Code of the reason why `more` of a currency cannot be held by borrowing, or 0. */
  refuses(market: number, currency: string, more: bigint): number {
    this.#look(market);
    const assets = this.#worth((coin) => this.#wallets.total(coin));
    const debts = this.#worth((coin) => this.#wallets.borrowed(coin));
    const future = this.#worth((coin) => {
      const held = this.#wallets.held(coin) + (coin === currency ? more : 0n);
      const lacking = held - this.#wallets.total(coin);
      return lacking > 0n ? lacking : 0n;
    });
    if (future === 0n) return NO_MARGIN; // a coin without a price cannot be borrowed
    const most = (this.#terms.leverage - 1000n) * (assets - debts);
    return (debts + future) * 1000n <= most ? 0 : NO_MARGIN;
  }

  /** A fill of `value` has been booked. */
  traded(market: number, value: bigint, cause: Cause): void {
    if (cause.orderId < 0) this.#chargeLiquidation(market, value, cause);
    this.#armInterest(market, cause.atNs);
  }

  event(market: number, event: number, atNs: number): void {
    this.#alarms.clear(market, event);
    if (event === EVENT_INTEREST) this.#chargeInterest(market, atNs);
    else if (event === EVENT_MARK) this.#mark(market, atNs);
    else if (event === EVENT_CLOSE) this.#close(market, atNs);
  }

  /** What the account was charged for its instruments beside fees. */
  charges(): MarginState[] {
    return [...this.#charged]
      .filter(([, { liquidationFees, insurance }]) => liquidationFees > 0n || insurance > 0n)
      .map(([market, charged]) => ({
        market,
        lots: 0,
        cost: 0n,
        margin: 0n,
        maintenance: 0n,
        leverage: "",
        liquidationTicks: 0,
        funding: 0n,
        ...charged,
      }));
  }

  #mark(market: number, atNs: number): void {
    this.#look(market);
    this.#armMark(market, atNs);
    // The last market of this instant decides, when all prices are known.
    if (this.#alarms.isDue(EVENT_MARK, atNs)) return;
    const debts = this.#worth((coin) => this.#wallets.borrowed(coin));
    const assets = this.#worth((coin) => this.#wallets.total(coin));
    if (debts === 0n || assets * 1000n > debts * this.#terms.liquidationLevel) return;
    for (const each of this.#coins.keys()) this.#alarms.set(each, EVENT_CLOSE, atNs);
  }

  /** Cancels, then buys back what is owed or sells what is owned while quote currency is owed. */
  #close(market: number, atNs: number): void {
    this.#markets.cancelAll(market, this.#account, atNs);
    const { base, quote, value } = this.#coins.get(market)!;
    const net = this.#wallets.total(base) - this.#wallets.borrowed(base);
    const lot = value.base(1);
    const account = this.#account;
    if (net < 0n) {
      const lots = Number((lot - 1n - net) / lot);
      this.#markets.closeOut({ market, account, side: BUY, lots, atNs });
    } else if (this.#wallets.borrowed(quote) > 0n && net >= lot) {
      this.#markets.closeOut({ market, account, side: SELL, lots: Number(net / lot), atNs });
    }
    this.#coverShortfall(market, quote, atNs);
  }

  /** What is owed when nothing is left to sell is paid by the insurance fund. */
  #coverShortfall(market: number, quote: string, atNs: number): void {
    const cause = { atNs, counterparty: "insurance", market, orderId: 0 } as const;
    this.#wallets.repayAll(quote, { ...cause, kind: "repay" });
    for (const { base, value } of this.#coins.values()) {
      if (this.#wallets.borrowed(base) > 0n) return;
      if (this.#wallets.total(base) >= value.base(1)) return;
    }
    const owed = this.#wallets.borrowed(quote);
    if (owed === 0n) return;
    this.#charged.get(market)!.insurance += owed;
    this.#wallets.move(quote, owed, { ...cause, kind: "insurance" });
    this.#markets.tell(market, this.#account, atNs);
  }

  #chargeLiquidation(market: number, value: bigint, cause: Cause): void {
    const { quote } = this.#coins.get(market)!;
    const full = rateOf(value, this.#terms.liquidationFee.units);
    const left = this.#wallets.total(quote);
    const fee = full < left ? full : left;
    this.#charged.get(market)!.liquidationFees += fee;
    const kind = "liquidation-fee";
    this.#wallets.move(quote, -fee, { ...cause, kind, counterparty: "insurance" });
  }

  #chargeInterest(market: number, atNs: number): void {
    for (const [currency, rate] of this.#terms.borrow) {
      const interest = hourOfInterest(this.#wallets.borrowed(currency), rate);
      const cause = { atNs, kind: "interest", counterparty: "lender", market, orderId: 0 } as const;
      this.#wallets.move(currency, -interest, cause);
    }
    this.#armInterest(market, atNs);
    this.#markets.tell(market, this.#account, atNs);
  }

  #armInterest(market: number, atNs: number): void {
    const owes = [...this.#terms.borrow].some(
      ([currency, { rateUnits }]) => rateUnits > 0 && this.#wallets.borrowed(currency) > 0n,
    );
    if (!owes) return;
    // One clock for the account, whichever market the debt came from.
    const [first] = this.#coins.keys();
    const at = nextMultiple(this.#markets.epochNs, atNs, HOUR_NS);
    this.#alarms.set(first ?? market, EVENT_INTEREST, at);
  }

  #armMark(market: number, atNs: number): void {
    const at = nextMultiple(this.#markets.epochNs, atNs, this.#terms.markNs);
    this.#alarms.set(market, EVENT_MARK, at);
  }

  #look(market: number): void {
    const half = midHalfTicks(this.#markets.book(market));
    if (half > 0) this.#marks.set(market, half);
  }

  /** Sum over all currencies in the quote currency; a coin without a price counts nothing. */
  #worth(amountOf: (currency: string) => bigint): bigint {
    let sum = 0n;
    const seen = new Set<string>();
    for (const [market, coin] of this.#coins) {
      if (!seen.has(coin.quote)) sum += amountOf(coin.quote);
      seen.add(coin.quote);
      if (seen.has(coin.base)) continue;
      seen.add(coin.base);
      const { mantissa, decimals } = coin.instrument.tick;
      const price = BigInt(this.#marks.get(market) ?? 0) * BigInt(mantissa);
      sum += (amountOf(coin.base) * price) / (2n * 10n ** BigInt(decimals));
    }
    return sum;
  }
}
