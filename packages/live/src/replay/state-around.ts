import { BUY, type Kernel, type MarketState, SELL } from "@mexoms/core/internal";

/** What a replayed kernel knew where it differs. */
export interface StateAround {
  readonly markets: readonly {
    readonly id: string;
    readonly bid: string | undefined;
    readonly ask: string | undefined;
    readonly position: string;
    readonly suspended: string | undefined;
    readonly openOrders: readonly string[];
  }[];
  readonly risk: string | undefined;
}

export function stateAround(kernel: Kernel): StateAround {
  return { markets: kernel.markets.map(marketAround), risk: kernel.risk?.state };
}

function marketAround({ instrument, book, position, open, suspended }: MarketState): {
  readonly id: string;
  readonly bid: string | undefined;
  readonly ask: string | undefined;
  readonly position: string;
  readonly suspended: string | undefined;
  readonly openOrders: readonly string[];
} {
  const { tick, lot, id } = instrument;
  const best = (side: typeof BUY | typeof SELL): string | undefined =>
    book.has(side) ? tick.format(book.bestTicks(side)) : undefined;
  return {
    id,
    bid: best(BUY),
    ask: best(SELL),
    position: `${lot.format(position.lots)} ${instrument.sizeUnit}`,
    suspended,
    openOrders: open.map((order) => {
      const under = order.request === "none" ? "" : `, ${order.request} under way`;
      const size = `${lot.format(order.leavesLots)} at ${tick.format(order.priceTicks)}`;
      return `order ${order.id}: ${order.side} ${size}, ${order.state}${under}`;
    }),
  };
}
