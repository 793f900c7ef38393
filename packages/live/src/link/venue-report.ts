/** What an engine wants to know of a venue. Numbers of markets and orders are those of the session. */
export interface ReportRequest {
  /** Comes back with the report. */
  readonly id: number;
  /** Orders whose fate is not known: the report tells of each of them, "absent" included. */
  readonly orderIds: readonly number[];
  /** Executions after these trade ids are told, by market; all of them for 0. */
  readonly sinceTradeId: readonly number[];
}

/** How one order stands at the venue. Prices in ticks, sizes in lots. */
export interface ReportedOrder {
  readonly orderId: number;
  readonly market: number;
  /**
   * "absent": the venue does not know it, and no request is on its way that could make it appear:
   * it will never live.
   */
  readonly state: "open" | "filled" | "canceled" | "expired" | "rejected" | "absent";
  readonly side: number;
  readonly priceTicks: number;
  readonly leavesLots: number;
  readonly filledLots: number;
  /** When the venue last changed it, since the session's epoch; 0 for "absent". */
  readonly exchNs: number;
  readonly reason?: string;
}

export interface ReportedFill {
  readonly tradeId: number;
  readonly orderId: number;
  readonly market: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly maker: boolean;
  readonly exchNs: number;
}

/** The state of one account set at a venue, at one instant. */
export interface VenueReport {
  /** That of the request. */
  readonly id: number;
  readonly exchNs: number;
  /** Every order that is open, and those that were asked for. */
  readonly orders: readonly ReportedOrder[];
  /** In the order they happened. */
  readonly fills: readonly ReportedFill[];
  /** By market. */
  readonly positionLots: readonly number[];
}
