import type { BookView, Money, PositionView } from "@mexoms/core";

/** Profit of one instrument so far, exact, in its settle currency. */
export interface Profit {
  readonly realised: Money;
  readonly unrealised: Money;
  /** Paid; a rebate makes it negative. */
  readonly fees: Money;
  /** Received; negative is paid. */
  readonly funding: Money;
  /** Paid in by the insurance fund less liquidation fees. */
  readonly liquidation: Money;
  /** realised + unrealised - fees + funding + liquidation. */
  readonly total: Money;
}

/** Profit at the middle of the book. Makes money: for those who ask, not for each look. */
export function profitOf(position: PositionView, book: BookView): Profit {
  const bid = book.valid ? book.bid : 0;
  const ask = book.valid ? book.ask : 0;
  return {
    realised: position.realized(),
    unrealised: position.unrealized(bid, ask),
    fees: position.fees(),
    funding: position.funding(),
    liquidation: position.insurance().minus(position.liquidationFees()),
    total: position.equity(bid, ask),
  };
}
