import { type AccountState, BUY, fail } from "@mexoms/core/internal";
import { TYPE_MARKET } from "../venue/messages.ts";
import { rejectionCode } from "../venue/rejections.ts";
import type { VenueRequest } from "../venue/venue-request.ts";
import type { AccountMarkets } from "./account-markets.ts";
import type { Clearing, Execution } from "./clearing.ts";
import type { CoinMarket, Need } from "./coin-market.ts";
import type { Credit } from "./credit.ts";
import { StateOutbox } from "./state-outbox.ts";
import type { Cause, Wallets } from "./wallets.ts";

const NO_BALANCE = rejectionCode("insufficient balance");

interface HeldOrder extends Need {
  readonly side: number;
  readonly priceTicks: number;
}

/**
 * A spot account, or a margin account when it has credit: coins for coins. Open orders hold what
 * they may need at worst; holds are released when an order ends and follow its open size.
 */
export class CoinClearing implements Clearing {
  readonly #wallets: Wallets;
  readonly #coins: ReadonlyMap<number, CoinMarket>;
  readonly #markets: AccountMarkets;
  readonly #credit: Credit | undefined;
  readonly #orders = new Map<number, HeldOrder>();
  readonly #outbox = new StateOutbox();

  constructor(options: {
    wallets: Wallets;
    coins: ReadonlyMap<number, CoinMarket>;
    markets: AccountMarkets;
    credit: Credit | undefined;
  }) {
    this.#wallets = options.wallets;
    this.#coins = options.coins;
    this.#markets = options.markets;
    this.#credit = options.credit;
  }

  reserve(market: number, order: VenueRequest): number {
    const { orderId, side } = order;
    const priceTicks =
      order.type === TYPE_MARKET ? this.#markets.worstTicks(market, order) : order.priceTicks;
    const { currency, units } = this.#coin(market).need(side, priceTicks, order.qtyLots);
    const more = units - (this.#orders.get(orderId)?.units ?? 0n);
    const free = this.#wallets.total(currency) - this.#wallets.held(currency);
    if (more > 0n && more > free) {
      const refused = this.#credit?.refuses(market, currency, more) ?? NO_BALANCE;
      if (refused !== 0) return refused;
    }
    this.#setHold(orderId, { currency, units, side, priceTicks });
    return 0;
  }

  release(market: number, orderId: number, leavesLots: number): void {
    const held = this.#orders.get(orderId);
    if (held === undefined) return;
    const { units } = this.#coin(market).need(held.side, held.priceTicks, leavesLots);
    this.#setHold(orderId, leavesLots === 0 ? undefined : { ...held, units });
  }

  fill(market: number, execution: Execution): void {
    const { orderId, side, priceTicks, qtyLots, atNs } = execution;
    this.release(market, orderId, execution.leavesLots);
    const coin = this.#coin(market);
    const { base, quote } = coin;
    const value = coin.value.at(qtyLots, priceTicks);
    const size = coin.value.base(qtyLots);
    const trade: Cause = { atNs, kind: "trade", counterparty: "market", market, orderId };
    const [paid, received] = side === BUY ? [quote, base] : [base, quote];
    this.#wallets.move(paid, side === BUY ? -value : -size, trade);
    this.#wallets.move(received, side === BUY ? size : value, trade);
    const fee = coin.fee(side, priceTicks, qtyLots, execution.maker);
    this.#wallets.move(fee.currency, -fee.units, { ...trade, kind: "fee", counterparty: "fees" });
    this.#credit?.traded(market, value, trade);
  }

  event(market: number, event: number, atNs: number): void {
    this.#credit?.event(market, event, atNs);
  }

  publish(): number {
    return this.#outbox.put(this.state());
  }

  take(number: number): AccountState | undefined {
    return this.#outbox.take(number);
  }

  state(): AccountState {
    const balances = this.#wallets.states((currency) => {
      const held = this.#wallets.held(currency);
      return { held, free: this.#wallets.total(currency) - held };
    });
    return { version: 0, balances, positions: this.#credit?.charges() ?? [] };
  }

  #setHold(orderId: number, held: HeldOrder | undefined): void {
    const before = this.#orders.get(orderId);
    if (before) this.#wallets.hold(before.currency, -before.units);
    this.#orders.delete(orderId);
    if (!held || held.units === 0n) return;
    this.#orders.set(orderId, held);
    this.#wallets.hold(held.currency, held.units);
  }

  #coin(market: number): CoinMarket {
    return this.#coins.get(market) ?? fail(`the account does not trade instrument ${market}`);
  }
}
