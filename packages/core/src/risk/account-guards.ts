import type { AccountView } from "../account/account-view.ts";
import type { MarketState } from "../kernel/market-state.ts";
import { BUY, SELL } from "../market/side.ts";
import type { AccountCaps } from "./account-caps.ts";
import type { Finding } from "./finding.ts";
import type { FundingPaid } from "./funding-paid.ts";
import { PPM } from "./limit-texts.ts";
import type { ToldAmounts } from "./told-amounts.ts";

/**
 * Margin, debt and funding of accounts against what they may be. Measured when the venue tells of an
 * account, and before that what could not be valued; distance from liquidation becomes the price that
 * it is reached at, so that a check compares integers.
 */
export class AccountGuards {
  /** As of the last measure, by account; NaN where something has no price. */
  readonly marginUse: Float64Array;
  readonly borrowed: Float64Array;
  readonly fundingPaid: Float64Array;
  /** By account. */
  readonly caps: readonly (AccountCaps | undefined)[];
  readonly #views: readonly AccountView[];
  readonly #markets: readonly MarketState[];
  readonly #amounts: ToldAmounts;
  readonly #funding: FundingPaid | undefined;
  readonly #clock: Float64Array;
  /** 1 for an account of which something has no price. */
  readonly #unknown: Uint8Array;
  /** By cell: worst bid that a long may see, or less the worst ask of a short; 0 for no position. */
  readonly #stops: Float64Array;
  /** By cell. */
  readonly #liquidation: Float64Array;

  constructor(of: {
    caps: readonly (AccountCaps | undefined)[];
    views: readonly AccountView[];
    markets: readonly MarketState[];
    amounts: ToldAmounts;
    /** Undefined when it is not limited. */
    funding: FundingPaid | undefined;
    clock: Float64Array;
  }) {
    this.caps = of.caps;
    this.#views = of.views;
    this.#markets = of.markets;
    this.#amounts = of.amounts;
    this.#funding = of.funding;
    this.#clock = of.clock;
    const accounts = of.views.length;
    this.marginUse = new Float64Array(accounts);
    this.borrowed = new Float64Array(accounts);
    this.fundingPaid = new Float64Array(accounts);
    this.#unknown = new Uint8Array(accounts);
    this.#stops = new Float64Array(accounts * of.markets.length);
    this.#liquidation = new Float64Array(accounts * of.markets.length);
    for (let a = 0; a < accounts; a++) this.update(a);
  }

  /** Measures an account as it was told last. */
  update(account: number): void {
    const caps = this.caps[account];
    if (caps === undefined) return;
    const view = this.#views[account]!;
    if (caps.marginUse < Infinity) this.marginUse[account] = this.#marginUse(view);
    if (caps.borrowed < Infinity) {
      let worth = 0;
      for (const { borrowed, currency } of view.state.balances) {
        worth -= this.#amounts.worth(-borrowed, currency);
      }
      this.borrowed[account] = worth;
    }
    if (caps.fundingPaid < Infinity) this.fundingPaid[account] = this.#funding!.of(account);
    const sum = this.marginUse[account]! + this.borrowed[account]! + this.fundingPaid[account]!;
    this.#unknown[account] = Number.isNaN(sum) ? 1 : 0;
    if (caps.distance > 0) this.#placeStops(account, caps.distance);
  }

  /** Whether the account is within its caps. One whose figures are not known is not. */
  holds(account: number): boolean {
    const caps = this.caps[account];
    if (caps === undefined) return true;
    const funding = this.#funding;
    if (funding !== undefined && this.#clock[0]! >= funding.nextResetNs) this.#reset(funding);
    if (this.#unknown[account] === 1) this.update(account);
    return (
      this.marginUse[account]! <= caps.marginUse &&
      this.borrowed[account]! < caps.borrowed &&
      this.fundingPaid[account]! <= caps.fundingPaid &&
      (caps.distance === 0 || this.#nearest(account) < 0)
    );
  }

  /** Notes what is wrong with an account that does not hold. */
  find(account: number, finding: Finding): false {
    const { marginUse, distance, borrowed, fundingPaid, scope } = this.caps[account]!;
    const use = this.marginUse[account]!;
    if (!(use <= marginUse)) return finding.set("R703", "ppm", use, marginUse, scope);
    const near = this.#nearest(account);
    if (distance > 0 && near >= 0) {
      return finding.set("R704", "ppm", this.#distance(near, account), distance, scope);
    }
    const debt = this.borrowed[account]!;
    if (!(debt < borrowed)) return finding.set("R705", "money", debt, borrowed, scope);
    return finding.set("R706", "money", this.fundingPaid[account]!, fundingPaid, scope);
  }

  /** The shortest distance of a position of an account, for people; Infinity without one, NaN unknown. */
  distance(account: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let m = 0; m < this.#markets.length; m++) {
      if (this.#stops[this.#cell(m, account)] === 0) continue;
      least = Math.min(least, this.#distance(m, account));
    }
    return least;
  }

  #reset(funding: FundingPaid): void {
    funding.reset(this.#clock[0]!);
    for (let a = 0; a < this.caps.length; a++) this.update(a);
  }

  #cell(market: number, account: number): number {
    return market * this.#views.length + account;
  }

  /** Maintenance margin in 10^-6 of equity, rounded up; of several currencies the worst. */
  #marginUse(view: AccountView): number {
    const needs = new Map<string, bigint>();
    for (const { market, lots, maintenance } of view.state.positions) {
      if (lots === 0) continue;
      const { instrument, book } = this.#markets[market]!;
      if (book.gapped || !book.has(BUY) || !book.has(SELL)) return Number.NaN;
      needs.set(instrument.settle, (needs.get(instrument.settle) ?? 0n) + maintenance);
    }
    let worst = 0;
    for (const [currency, need] of needs) {
      const { units } = view.equity(currency);
      if (need === 0n) continue;
      if (units <= 0n) return Number.POSITIVE_INFINITY;
      worst = Math.max(worst, Number((need * BigInt(PPM) + units - 1n) / units));
    }
    return worst;
  }

  #placeStops(account: number, distance: number): void {
    for (let m = 0; m < this.#markets.length; m++) this.#stops[this.#cell(m, account)] = 0;
    for (const { market, lots, liquidationTicks } of this.#views[account]!.state.positions) {
      if (lots === 0 || liquidationTicks === 0) continue;
      const cell = this.#cell(market, account);
      const scaled = liquidationTicks * PPM;
      this.#liquidation[cell] = liquidationTicks;
      this.#stops[cell] =
        lots > 0
          ? Math.ceil(scaled / (PPM - distance))
          : -Math.max(1, Math.floor(scaled / (PPM + distance)));
    }
  }

  /** A market whose price is too near to liquidation, or not known; -1 for none. */
  #nearest(account: number): number {
    const markets = this.#markets;
    for (let m = 0; m < markets.length; m++) {
      const stop = this.#stops[this.#cell(m, account)]!;
      if (stop === 0) continue;
      const { book } = markets[m]!;
      if (book.gapped || !book.has(BUY) || !book.has(SELL)) return m;
      if (stop > 0 ? book.bestTicks(BUY) < stop : book.bestTicks(SELL) > -stop) return m;
    }
    return -1;
  }

  /** In 10^-6 of the price that the position would be closed at; below 0 when past liquidation. */
  #distance(market: number, account: number): number {
    const cell = this.#cell(market, account);
    const { book } = this.#markets[market]!;
    if (book.gapped || !book.has(BUY) || !book.has(SELL)) return Number.NaN;
    const isLong = this.#stops[cell]! > 0;
    const ticks = book.bestTicks(isLong ? BUY : SELL);
    const away = isLong ? ticks - this.#liquidation[cell]! : this.#liquidation[cell]! - ticks;
    return Math.floor((away * PPM) / ticks);
  }
}
