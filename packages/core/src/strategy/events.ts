import type { Instrument } from "../instrument/instrument.ts";
import type { Side } from "../market/side.ts";
import type { Order } from "../order/order.ts";

/** One execution of an own order. Times are nanoseconds since the run's epoch. */
export interface Fill {
  readonly order: Order;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly priceTicks: number;
  readonly qtyLots: number;
  /** What was left of the order after it. */
  readonly leavesLots: number;
  readonly liquidity: "maker" | "taker";
  readonly exchNs: number;
  /** The venue's number of the execution; 0 when it told none. */
  readonly tradeId: number;
}

/** A public trade. The object is reused: read it during the call, copy what is to be kept. */
export interface Trade {
  readonly instrument: Instrument;
  /** Side of the aggressor; undefined when the source does not tell. */
  readonly side: Side | undefined;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly exchNs: number;
  readonly localNs: number;
}

/**
 * A feed lost data ("gapped": its book is not valid) or is whole again ("restored"); orders of the
 * instrument are not taken for now ("suspended": cancels are) or are taken again ("resumed").
 */
export interface Connection {
  readonly instrument: Instrument;
  readonly state: "gapped" | "restored" | "suspended" | "resumed";
}
