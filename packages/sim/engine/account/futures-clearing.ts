import { type AccountState, BUY, fail, rateOf, SELL, sideSign } from "@mexoms/core/internal";
import type { Rate } from "@mexoms/core";
import { TYPE_MARKET } from "../venue/messages.ts";
import { rejectionCode } from "../venue/rejections.ts";
import type { VenueRequest } from "../venue/venue-request.ts";
import {
  type AccountMarkets,
  EVENT_CLOSE,
  EVENT_FUNDING,
  EVENT_MARK,
  midHalfTicks,
  nextMultiple,
} from "./account-markets.ts";
import { Alarms } from "./alarms.ts";
import { dividedUp } from "./amount.ts";
import type { Clearing, Execution } from "./clearing.ts";
import type { FundingSchedule } from "./funding.ts";
import type { FuturesPosition, OrderLoad } from "./futures-position.ts";
import { StateOutbox } from "./state-outbox.ts";
import type { Cause, Wallets } from "./wallets.ts";

const NO_MARGIN = rejectionCode("insufficient margin");
const TOO_LARGE = rejectionCode("position too large for its leverage");

interface LoadedOrder extends OrderLoad {
  readonly markHalf: number;
}

/** Terms of a futures account. */
export interface FuturesTerms {
  readonly isolated: boolean;
  readonly liquidationFee: Rate;
  readonly markNs: number;
  /** By number of the instrument. */
  readonly funding: ReadonlyMap<number, FundingSchedule>;
}

/**
 * A futures account in one-way mode. A market needs the margin of its worse side: the value of the
 * position if all its buys or all its sells fill, over the leverage. Marks are middle prices.
 */
export class FuturesClearing implements Clearing {
  readonly #wallets: Wallets;
  readonly #positions: ReadonlyMap<number, FuturesPosition>;
  readonly #markets: AccountMarkets;
  readonly #account: number;
  readonly #terms: FuturesTerms;
  readonly #alarms: Alarms;
  readonly #orders = new Map<number, LoadedOrder>();
  readonly #outbox = new StateOutbox();

  constructor(options: {
    wallets: Wallets;
    positions: ReadonlyMap<number, FuturesPosition>;
    markets: AccountMarkets;
    account: number;
    terms: FuturesTerms;
  }) {
    this.#wallets = options.wallets;
    this.#positions = options.positions;
    this.#markets = options.markets;
    this.#account = options.account;
    this.#terms = options.terms;
    this.#alarms = new Alarms(options.markets, options.account);
  }

  reserve(market: number, order: VenueRequest): number {
    const { orderId, side } = order;
    const position = this.#look(market);
    const { markHalf } = position;
    const priceTicks =
      order.type === TYPE_MARKET ? this.#markets.worstTicks(market, order) : order.priceTicks;
    if (priceTicks === 0) return 0; // nothing is there to take: it will expire
    const before = this.#orders.get(orderId);
    const needed = position.worst();
    const load = position.loadOf(side, priceTicks, order.qtyLots, markHalf);
    this.#setOrder(position, orderId, { ...load, markHalf });
    // What makes the position smaller at worst is never refused.
    const worst = position.worst();
    if (worst <= needed) return 0;
    const fits = position.brackets.allows(worst, position.leverage);
    if (fits && this.#available(position.settle) >= 0n) return 0;
    this.#setOrder(position, orderId, before);
    return fits ? NO_MARGIN : TOO_LARGE;
  }

  release(market: number, orderId: number, leavesLots: number): void {
    const order = this.#orders.get(orderId);
    if (order === undefined) return;
    const position = this.#position(market);
    const { side, priceTicks, markHalf } = order;
    const load = position.loadOf(side, priceTicks, leavesLots, markHalf);
    this.#setOrder(position, orderId, leavesLots === 0 ? undefined : { ...load, markHalf });
  }

  fill(market: number, execution: Execution): void {
    const { orderId, side, priceTicks, qtyLots, atNs } = execution;
    this.release(market, orderId, execution.leavesLots);
    const position = this.#look(market);
    const { settle } = position;
    const held = Math.abs(position.lots);
    const closes = Math.sign(position.lots) === -sideSign(side);
    const closed = closes ? Math.min(held, qtyLots) : 0;
    const freed = closed === 0 ? 0n : (position.isolated * BigInt(closed)) / BigInt(held);
    const realized = position.fill(side, priceTicks, qtyLots);
    const value = position.value.at(qtyLots, priceTicks);
    const fee = rateOf(value, (execution.maker ? position.maker : position.taker).units);
    const cause: Cause = { atNs, kind: "realized", counterparty: "market", market, orderId };
    this.#wallets.move(settle, realized, cause);
    this.#wallets.move(settle, -fee, { ...cause, kind: "fee", counterparty: "fees" });
    position.isolated -= freed;
    if (orderId < 0) {
      this.#liquidated(position, { value, left: freed + realized - fee, cause });
    }
    if (this.#terms.isolated && qtyLots > closed) {
      const opened = position.value.at(qtyLots - closed, priceTicks);
      const wanted = dividedUp(opened, position.leverage);
      const free = this.#available(settle);
      position.isolated += wanted < free ? wanted : free > 0n ? free : 0n;
    }
    this.#coverShortfall(position, cause);
    if (position.lots !== 0) this.#arm(market, atNs);
  }

  event(market: number, event: number, atNs: number): void {
    this.#alarms.clear(market, event);
    if (event === EVENT_FUNDING) this.#payFunding(market, atNs);
    else if (event === EVENT_MARK) this.#mark(market, atNs);
    else if (event === EVENT_CLOSE) this.#close(market, atNs);
  }

  publish(): number {
    return this.#outbox.put(this.state());
  }

  take(number: number): AccountState | undefined {
    return this.#outbox.take(number);
  }

  state(): AccountState {
    return {
      version: 0,
      balances: this.#wallets.states((currency) => ({
        held: this.#held(currency),
        free: this.#available(currency),
      })),
      positions: [...this.#positions].map(([market, position]) =>
        position.state(
          market,
          this.#marginOf(position),
          position.liquidationTicks(this.#backing(position)),
        ),
      ),
    };
  }

  #mark(market: number, atNs: number): void {
    const position = this.#look(market);
    if (position.lots !== 0) this.#arm(market, atNs);
    if (this.#terms.isolated) {
      if (position.lots !== 0 && this.#isDue(position)) this.#liquidate([market], atNs);
      return;
    }
    // The last market of this instant decides, when all marks are known.
    if (this.#alarms.isDue(EVENT_MARK, atNs)) return;
    for (const settle of new Set([...this.#positions.values()].map((each) => each.settle))) {
      const markets = [...this.#positions].filter(([, each]) => each.settle === settle);
      const open = markets.filter(([, each]) => each.lots !== 0);
      if (open.length === 0 || !this.#isDue(open[0]![1])) continue;
      this.#liquidate(
        markets.filter(([, each]) => each.lots !== 0 || each.hasOrders).map(([index]) => index),
        atNs,
      );
    }
  }

  /** Whether what backs a position no longer exceeds the maintenance margin. */
  #isDue(position: FuturesPosition): boolean {
    const equity = this.#backing(position) + position.openProfit();
    return equity <= position.maintenance();
  }

  /** What stands behind a position, beside its own open profit and maintenance margin. */
  #backing(position: FuturesPosition): bigint {
    if (this.#terms.isolated) return position.isolated;
    const { settle } = position;
    let sum = this.#wallets.total(settle) - this.#wallets.borrowed(settle);
    for (const other of this.#positions.values()) {
      if (other === position || other.settle !== settle) continue;
      sum += other.openProfit() - other.maintenance();
    }
    return sum;
  }

  #liquidate(markets: readonly number[], atNs: number): void {
    for (const market of markets) this.#alarms.set(market, EVENT_CLOSE, atNs);
  }

  #close(market: number, atNs: number): void {
    const account = this.#account;
    this.#markets.cancelAll(market, account, atNs);
    const { lots } = this.#position(market);
    const side = lots > 0 ? SELL : BUY;
    if (lots !== 0) {
      this.#markets.closeOut({ market, account, side, lots: Math.abs(lots), atNs });
    }
  }

  /** A part was closed by the venue; `left` is what remains of isolated margin after it. */
  #liquidated(
    position: FuturesPosition,
    { value, left, cause }: { value: bigint; left: bigint; cause: Cause },
  ): void {
    const { settle } = position;
    const remains = this.#terms.isolated
      ? left
      : this.#wallets.total(settle) - this.#wallets.borrowed(settle);
    if (remains < 0n && this.#terms.isolated) {
      this.#insure(position, -remains, cause);
    } else if (remains > 0n) {
      const full = rateOf(value, this.#terms.liquidationFee.units);
      const fee = full < remains ? full : remains;
      position.liquidationFees += fee;
      const kind = "liquidation-fee";
      this.#wallets.move(settle, -fee, { ...cause, kind, counterparty: "insurance" });
    }
  }

  /** Debt that no position stands behind any more is paid by the insurance fund. */
  #coverShortfall(position: FuturesPosition, cause: Cause): void {
    const { settle } = position;
    const owed = this.#wallets.borrowed(settle);
    if (owed === 0n) return;
    for (const each of this.#positions.values()) {
      if (each.settle === settle && each.lots !== 0) return;
    }
    this.#insure(position, owed, cause);
  }

  #insure(position: FuturesPosition, units: bigint, cause: Cause): void {
    position.insurance += units;
    const kind = "insurance";
    this.#wallets.move(position.settle, units, { ...cause, kind, counterparty: "insurance" });
  }

  /** Longs pay shorts when the rate is positive. */
  #payFunding(market: number, atNs: number): void {
    const position = this.#look(market);
    if (position.lots === 0) return;
    const due = rateOf(position.notional(), this.#terms.funding.get(market)!.rateUnits(atNs));
    const received = position.lots > 0 ? -due : due;
    position.funding += received;
    if (this.#terms.isolated && received < 0n) {
      position.isolated = position.isolated + received > 0n ? position.isolated + received : 0n;
    }
    const cause = { atNs, kind: "funding", counterparty: "funding", market, orderId: 0 } as const;
    this.#wallets.move(position.settle, received, cause);
    this.#arm(market, atNs);
    this.#markets.tell(market, this.#account, atNs);
  }

  #arm(market: number, atNs: number): void {
    const { epochNs } = this.#markets;
    this.#alarms.set(market, EVENT_MARK, nextMultiple(epochNs, atNs, this.#terms.markNs));
    const funding = this.#terms.funding.get(market)!.next(atNs);
    if (funding !== undefined) this.#alarms.set(market, EVENT_FUNDING, funding);
  }

  #held(currency: string): bigint {
    let sum = 0n;
    for (const position of this.#positions.values()) {
      if (position.settle === currency) sum += this.#marginOf(position);
    }
    return sum;
  }

  #marginOf(position: FuturesPosition): bigint {
    const margin = this.#terms.isolated
      ? position.isolated + position.orderMargin()
      : position.initialMargin();
    return margin + position.cushions;
  }

  #available(currency: string): bigint {
    let sum = this.#wallets.total(currency) - this.#wallets.borrowed(currency);
    for (const position of this.#positions.values()) {
      if (position.settle !== currency) continue;
      sum -= this.#marginOf(position);
      if (!this.#terms.isolated) sum += position.openProfit();
    }
    return sum;
  }

  #setOrder(position: FuturesPosition, orderId: number, order: LoadedOrder | undefined): void {
    const before = this.#orders.get(orderId);
    if (before) position.load(before, -1n);
    this.#orders.delete(orderId);
    if (!order) return;
    this.#orders.set(orderId, order);
    position.load(order, 1n);
  }

  /** The position, at the mark as it is now. */
  #look(market: number): FuturesPosition {
    const position = this.#position(market);
    const half = midHalfTicks(this.#markets.book(market));
    if (half > 0) position.markHalf = half;
    return position;
  }

  #position(market: number): FuturesPosition {
    return this.#positions.get(market) ?? fail(`the account does not trade instrument ${market}`);
  }
}
