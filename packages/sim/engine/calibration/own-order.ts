import type { Side } from "@mexoms/core";

/** A fill of an own order, as the venue told it. Times are nanoseconds since 1970, venue clock. */
export interface OwnFill {
  readonly exchNs: bigint;
  readonly qtyLots: number;
  readonly maker: boolean;
}

/** An amend that the venue took. */
export interface OwnAmend {
  readonly exchNs: bigint;
  readonly priceTicks: number;
  /** Open size from then on. */
  readonly leavesLots: number;
}

/** An own order as it lived at the venue. Times are nanoseconds since 1970, venue clock. */
export interface OwnOrder {
  readonly orderId: string;
  readonly side: Side;
  /** Price and size at acceptance. */
  readonly priceTicks: number;
  readonly qtyLots: number;
  /** When it was taken into the book; undefined when it never was. */
  readonly acceptedNs: bigint | undefined;
  /** When it left the book; undefined when it was still there at the end. */
  readonly closedNs: bigint | undefined;
  /** In order of time. */
  readonly fills: readonly OwnFill[];
  /** In order of time; "unknown" when the order was amended but nobody knows when and how. */
  readonly amends: readonly OwnAmend[] | "unknown";
}
