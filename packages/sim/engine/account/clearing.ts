import type { AccountState } from "@mexoms/core/internal";
import type { VenueRequest } from "../venue/venue-request.ts";

/**
 * What an account at a venue says to its orders. A venue's market calls it for each order and each
 * execution of the account, in order of time.
 */
export interface Clearing {
  /**
   * Whether the account can carry an order of instrument `market`: 0, and it holds what the order
   * needs; otherwise the code of the reason (see REJECTIONS). An order that is held already (an
   * amend, or a conditional order that wakes up) is checked with the new price and size while the
   * old ones are still held, and replaces what they hold.
   */
  reserve(market: number, order: VenueRequest, atNs: number): number;
  /** Some open size of an order has ended without a fill: `leavesLots` are still open. */
  release(market: number, orderId: number, leavesLots: number, atNs: number): void;
  /** One execution; `leavesLots` of the order stay open. Ids below zero are the venue's own orders. */
  fill(market: number, execution: Execution): void;
  /** Something that the account has scheduled is due; see AccountMarkets. */
  event(market: number, event: number, atNs: number): void;
  /** Number of the account's state now, to travel with an answer; 0 for an account without one. */
  publish(): number;
  /** The state with a number, once; undefined when it was taken before. */
  take(number: number): AccountState | undefined;
}

/** One execution as an account books it. Times are nanoseconds since the run's epoch. */
export interface Execution {
  readonly orderId: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly maker: boolean;
  readonly atNs: number;
}

/** An account without limits: it carries every order. */
export const unlimitedClearing: Clearing = {
  reserve: () => 0,
  release: () => undefined,
  fill: () => undefined,
  event: () => undefined,
  publish: () => 0,
  take: () => undefined,
};
