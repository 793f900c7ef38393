import type { OrderTerms } from "../order/order-terms.ts";
import type { OrderType, SelfTradeMode, TimeInForce } from "../order/order.ts";
import type { AmendTo } from "../strategy/orders.ts";

/** A request that a kernel has sent, as it can be told to another one: see Kernel.requested. */
export type SentRequest =
  | {
      readonly what: "submit";
      readonly id: number;
      readonly market: number;
      readonly account: string | undefined;
      /** BUY or SELL. */
      readonly side: number;
      readonly type: OrderType;
      readonly timeInForce: TimeInForce;
      readonly selfTrade: SelfTradeMode | undefined;
      readonly priceTicks: number;
      readonly qtyLots: number;
      readonly terms: OrderTerms;
    }
  | { readonly what: "cancel"; readonly id: number }
  | { readonly what: "amend"; readonly id: number; readonly to: AmendTo }
  | { readonly what: "cancel-all"; readonly id: number; readonly market: number };
