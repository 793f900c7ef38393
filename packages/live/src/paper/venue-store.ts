import { fail } from "@mexoms/core/internal";
import { ANSWER, ANSWER_FILLED, ANSWER_VENUE_ORDER, REQUEST } from "@mexoms/sim/internal";
import type { ReportRequest, VenueReport } from "../link/venue-report.ts";
import { ExecutionStore } from "./execution-store.ts";
import { OrderStore, STATE } from "./order-store.ts";

/**
 * What a venue knows of a session: every order that was ever sent to it, every execution, the
 * positions. It is as of what was told to engines, so a report and the events around it agree.
 */
export class VenueStore {
  readonly orders: OrderStore = new OrderStore();
  readonly executions: ExecutionStore;
  /** Submissions of an id that was known: they reached no market. */
  duplicates = 0;

  constructor(markets: number) {
    this.executions = new ExecutionStore(markets);
  }

  /** An order has come: the fields of a request, from `at` on. False for an id that is known. */
  sent(market: number, request: Float64Array, at: number): boolean {
    const orderId = request[at + REQUEST.orderId]!;
    if (this.orders.has(orderId)) {
      this.duplicates += 1;
      return false;
    }
    this.orders.add({
      orderId,
      market,
      side: request[at + REQUEST.side]!,
      priceTicks: request[at + REQUEST.priceTicks]!,
      qtyLots: request[at + REQUEST.qtyLots]!,
      account: request[at + REQUEST.account]!,
      state: STATE.sent,
    });
    return true;
  }

  /** The venue tells: `answer` has the fields of an answer. False for an execution told before. */
  told(market: number, answer: Float64Array): boolean {
    const kind = answer[ANSWER.kind]!;
    if (kind === ANSWER_VENUE_ORDER) this.#adopt(market, answer);
    if (kind === ANSWER_FILLED) {
      const side = this.orders.sideOf(answer[ANSWER.orderId]!);
      if (side < 0) fail(`an execution of order ${answer[ANSWER.orderId]!}, which never came`);
      if (!this.executions.told(market, side, answer)) return false;
    }
    this.orders.told(answer);
    return true;
  }

  report({ id, orderIds, sinceTradeId }: ReportRequest, exchNs: number): VenueReport {
    return {
      id,
      exchNs,
      orders: this.orders.report(orderIds),
      fills: this.executions.report(sinceTradeId),
      positionLots: this.executions.positionLots,
    };
  }

  /** An order that the venue sent itself, for an account that it liquidates. */
  #adopt(market: number, answer: Float64Array): void {
    this.orders.add({
      orderId: answer[ANSWER.orderId]!,
      market,
      side: answer[ANSWER.maker]!,
      priceTicks: 0,
      qtyLots: answer[ANSWER.leavesLots]!,
      account: answer[ANSWER.account]!,
      state: STATE.open,
    });
  }
}
