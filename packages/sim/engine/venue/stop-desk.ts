import type { AnswerDesk } from "./answer-desk.ts";
import type { ConditionalOrders } from "./conditional-orders.ts";
import {
  ANSWER_ACCEPTED,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_EXPIRED,
} from "./messages.ts";
import { rejectionCode } from "./rejections.ts";
import type { VenueRequest } from "./venue-request.ts";

const REACHED = rejectionCode("the trigger would be reached at once");

/** Whether an order is a stop of any kind. */
export function isStop({ triggerTicks, trailTicks }: VenueRequest): boolean {
  return triggerTicks > 0 || trailTicks > 0;
}

/** Handles requests about stops that wait, of one instrument at a simulated venue. */
export class StopDesk {
  readonly #stops: ConditionalOrders;
  readonly #answers: AnswerDesk;

  constructor(stops: ConditionalOrders, answers: AnswerDesk) {
    this.#stops = stops;
    this.#answers = answers;
  }

  /**
   * Why a stop is not taken in: the code of a reason, 0 for none. The one place that says that a
   * stop whose trigger is reached already is refused, as Binance does.
   */
  refusal(order: VenueRequest): number {
    return this.#stops.isReached(order) ? REACHED : 0;
  }

  add(order: VenueRequest, atNs: number): void {
    this.#stops.add(order);
    this.#tell(ANSWER_ACCEPTED, order, atNs, 0);
  }

  /** Ends a stop that waits. False when there is none with this id. */
  end(how: typeof ANSWER_CANCELED | typeof ANSWER_EXPIRED, id: Id, atNs: number): boolean {
    const order = this.#stops.find(id.account, id.orderId);
    if (order === undefined) return false;
    this.#stops.remove(id.account, id.orderId);
    this.#tell(how, order, atNs, 0);
    return true;
  }

  /** Amends a stop that waits; its place among others stays. False when there is none. */
  amend(request: VenueRequest, atNs: number, refused: number): boolean {
    const order = this.#stops.find(request.account, request.orderId);
    if (order === undefined) return false;
    const { priceTicks, qtyLots } = request;
    const triggerTicks = request.triggerTicks > 0 ? request.triggerTicks : order.triggerTicks;
    const amended = { ...order, priceTicks, qtyLots, triggerTicks };
    const reason = refused === 0 ? this.refusal(amended) : refused;
    if (reason !== 0) {
      this.#tell(ANSWER_AMEND_REFUSED, order, atNs, reason);
      return true;
    }
    this.#stops.replace(amended);
    this.#tell(ANSWER_AMENDED, amended, atNs, 0);
    return true;
  }

  #tell(kind: number, order: VenueRequest, atNs: number, reason: number): void {
    const { account, orderId, priceTicks, triggerTicks } = order;
    const leavesLots = order.qtyLots;
    const about = { account, orderId, atNs, priceTicks, leavesLots, reason, triggerTicks };
    this.#answers.told(kind, about);
  }
}

interface Id {
  readonly account: number;
  readonly orderId: number;
}
