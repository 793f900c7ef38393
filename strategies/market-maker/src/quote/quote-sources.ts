import type { LevelWalk, Order } from "@mexoms/core";

/** Levels of others on one side of a book, best first. */
export type LevelsOfOthers = Pick<LevelWalk, "priceTicks" | "qtyLots" | "restart" | "next">;

/** What quotes are made from beside a look: living views, read anew at each look. */
export interface QuoteSources {
  readonly bids: LevelsOfOthers;
  readonly asks: LevelsOfOthers;
  /** Every order of ours that is open at the venue symbol, on whatever account. */
  readonly own: readonly Pick<Order, "side" | "priceTicks" | "timeInForce">[];
  /** The freshest best prices, which a post-only quote may not reach; NaN where there is none. */
  readonly touch: { readonly bid: number; readonly ask: number };
  /** What an account without credit can pay for. */
  readonly funds: { readonly quoteTickLots: number; readonly sellableLots: number };
}
