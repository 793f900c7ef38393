import { BUY, sideSign } from "@mexoms/core/internal";
import type { AnswerDesk } from "./answer-desk.ts";
import { ANSWER_EXPIRED } from "./messages.ts";
import { rejectionCode } from "./rejections.ts";
import type { RestingOrders } from "./resting-orders.ts";
import type { VenueAccount } from "./venue-account.ts";
import { VenuePositions } from "./venue-positions.ts";

const NOTHING_LEFT = rejectionCode("reduce-only: there is no position to reduce");
const TOO_LARGE = rejectionCode("reduce-only: it is larger than the position");
const ALL_REDUCED = rejectionCode(
  "reduce-only: orders nearer to the market reduce the whole position",
);

interface ReducingOrder {
  readonly account: number;
  readonly side: number;
  readonly qtyLots: number;
  readonly reduceOnly: boolean;
}

/**
 * The rule for orders that may only reduce: none fills more than the position that the account has
 * at that moment, and when a position shrinks, orders that have nothing left to reduce expire.
 */
export class ReduceOnly {
  readonly positions: VenuePositions;
  readonly #market: number;
  readonly #bids: RestingOrders;
  readonly #asks: RestingOrders;
  readonly #accounts: readonly VenueAccount[];
  readonly #answers: AnswerDesk;
  /** Accounts whose position has shrunk since the last `expireExcess`. */
  readonly #shrunk: number[] = [];

  constructor(options: {
    market: number;
    bids: RestingOrders;
    asks: RestingOrders;
    accounts: readonly VenueAccount[];
    answers: AnswerDesk;
  }) {
    this.positions = new VenuePositions(options.accounts.length);
    this.#market = options.market;
    this.#bids = options.bids;
    this.#asks = options.asks;
    this.#accounts = options.accounts;
    this.#answers = options.answers;
  }

  /** Lots that an order of this side can take off the position; 0 when there is nothing. */
  reducible(account: number, side: number): number {
    return Math.max(0, -sideSign(side) * this.positions.lots(account));
  }

  /** Why an order is not taken in: the code of a reason, 0 for none. */
  refusal(order: ReducingOrder): number {
    if (!order.reduceOnly) return 0;
    const position = this.reducible(order.account, order.side);
    if (position === 0) return NOTHING_LEFT;
    return order.qtyLots > position ? TOO_LARGE : 0;
  }

  /** Why a stop that has fired ends: only when nothing is left that it could reduce. */
  refusalOfStop(stop: ReducingOrder): number {
    if (!stop.reduceOnly || this.reducible(stop.account, stop.side) > 0) return 0;
    return NOTHING_LEFT;
  }

  /** Books an execution. */
  filled(account: number, side: number, lots: number): void {
    if (this.reducible(account, side) > 0) this.#shrunk.push(account);
    this.positions.fill(account, side, lots);
  }

  /**
   * Expires what has become too much of the accounts whose position has shrunk. The orders nearest
   * to the market keep the position between them, of one price the oldest; an order stays as long as
   * any part of it can still reduce.
   */
  expireExcess(atNs: number): void {
    for (let account = this.#shrunk.pop(); account !== undefined; account = this.#shrunk.pop()) {
      for (const side of [BUY, 1 - BUY]) this.#expireSide(account, side, atNs);
    }
  }

  #expireSide(account: number, side: number, atNs: number): void {
    const resting = side === BUY ? this.#bids : this.#asks;
    if (resting.reducing === 0) return;
    const slots = resting.slots.filter(
      (slot) => resting.account[slot] === account && resting.reduceOnly[slot] === 1,
    );
    // The sort is stable: of one price the oldest stays first.
    slots.sort((a, b) => resting.key[a]! - resting.key[b]!);
    const position = this.reducible(account, side);
    let taken = 0;
    for (const slot of slots) {
      const leavesLots = resting.leavesLots[slot]!;
      const excess = taken >= position;
      taken += leavesLots;
      if (!excess) continue;
      const orderId = resting.orderId[slot]!;
      const priceTicks = resting.priceTicks(slot);
      const reason = position === 0 ? NOTHING_LEFT : ALL_REDUCED;
      const filledLots = resting.filledLots[slot]!;
      resting.remove(slot);
      this.#accounts[account]!.clearing.release(this.#market, orderId, 0, atNs);
      const about = { account, orderId, atNs, priceTicks, leavesLots, reason, filledLots };
      this.#answers.told(ANSWER_EXPIRED, about);
    }
  }
}
