import type { Book } from "@mexoms/core/internal";

/** An order that crosses the book on arrival. */
export interface TakingOrder {
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly timeInForce: number;
  readonly type: number;
  /** Levels of the book up to this key (see Ladder) have been taken already. */
  readonly afterKey?: number;
}

/** Reports one execution of a taking order. */
export type TakeSink = (priceTicks: number, qtyLots: number, reason: number) => void;

/** How much of an order fills when it is due. */
export interface ExchangeModel {
  /** What the run prints, and what `parseExchangeModel` reads. */
  readonly name: string;
  /** Lots that fill of a resting order with `leavesLots` when trades went `reachedLots` past it. */
  queueFill(reachedLots: number, leavesLots: number): number;
  /** Executions of a crossing order. What they leave open expires. The book is not consumed. */
  take(order: TakingOrder, book: Book, sink: TakeSink): void;
}
