import type { OrderTerms } from "./order-terms.ts";
import type {
  OrderOrigin,
  OrderRequest,
  OrderState,
  OrderType,
  SelfTradeMode,
  TimeInForce,
} from "./order.ts";

/** All that is known of one order, as JSON can hold it. Times are those of the run. */
export interface SavedOrder {
  readonly id: number;
  /** The venue's number for an order of its own, below zero. */
  readonly venueId?: number | undefined;
  readonly market: number;
  readonly account?: string | undefined;
  readonly origin: OrderOrigin;
  readonly side: number;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly selfTrade?: SelfTradeMode | undefined;
  /** Not there for a plain order. */
  readonly terms?: OrderTerms | undefined;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly filledLots: number;
  readonly state: OrderState;
  readonly request: OrderRequest;
  readonly reason?: string | undefined;
  readonly submittedNs: number;
  readonly requestNs: number;
  readonly exchNs: number;
  readonly acceptedNs: number;
  readonly closedNs: number;
  readonly lastFillTicks: number;
  readonly lastFillMaker: boolean;
  readonly triggerTicks: number;
  readonly triggeredNs: number;
  readonly shownLots: number;
  readonly amends: number;
  readonly amendedNs: number;
  readonly sizeMayDiffer: boolean;
  /** The venue's numbers of its executions: none is counted twice. */
  readonly tradeIds: readonly number[];
}
