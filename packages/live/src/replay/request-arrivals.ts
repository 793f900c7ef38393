import {
  ANSWER,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCEL_ALL_LOST,
  ANSWER_CANCELED,
  ANSWER_CANCELED_ALL,
  ANSWER_CANCEL_REFUSED,
  ANSWER_FILLED,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  rejectionCode,
} from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";

/** The venue itself tells so of what got lost by its model of latency. */
const NOT_REACHED = rejectionCode("the request did not reach the venue");

/** A request of a journal and when its venue handled it, as the answers tell. */
export interface SentRequestTime {
  readonly sentNs: number;
  /** -1 while no answer has told it. */
  arrivedNs: number;
  /** It never reached the venue; its sender learned of it at `arrivedNs`. */
  lost: boolean;
}

/** The requests about one order. */
interface OfOrder {
  submit: SentRequestTime | undefined;
  /** In the order in which they were sent, and how many of each are answered. */
  readonly cancels: SentRequestTime[];
  canceled: number;
  /** The cancel that is thought to have ended it; -1 for none. */
  endedBy: number;
  readonly amends: SentRequestTime[];
  amended: number;
}

/**
 * Finds out when a venue handled each request. An answer is as of the instant at which its request
 * was handled; requests of one kind about one order are handled in the order in which they were sent.
 */
export class RequestArrivals {
  /** In the order in which they were sent. */
  readonly requests: SentRequestTime[] = [];
  readonly #orders: Map<number, OfOrder> = new Map();
  readonly #massCancels: Map<number, SentRequestTime> = new Map();

  /** Takes a record of kind OUTPUT.request. */
  sent({ fields, index, nowNs }: RecordCursor): void {
    const kind = fields[index + HEADER.kind]!;
    const id = fields[index + HEADER_FIELDS + REQUEST.orderId]!;
    const request = { sentNs: nowNs, arrivedNs: -1, lost: false };
    this.requests.push(request);
    if (kind === REQUEST_CANCEL_ALL) {
      this.#massCancels.set(id, request);
      return;
    }
    const order = this.#of(id);
    if (kind === REQUEST_CANCEL) order.cancels.push(request);
    else if (kind === REQUEST_AMEND) order.amends.push(request);
    else order.submit = request;
  }

  /**
   * Takes a record of kind INPUT.event that is an answer. False for one to a request that did not reach
   * the venue. Of those that stand in for a venue's answer, and only of those, the reason is a text.
   */
  answered(record: RecordCursor): boolean {
    const { fields, index } = record;
    const kind = fields[index + HEADER.kind]!;
    const id = fields[index + HEADER_FIELDS + ANSWER.orderId]!;
    const isOurs = fields[index + HEADER.textBytes]! > 0 && fields[index + HEADER.account] === 0;
    const reason = fields[index + HEADER_FIELDS + ANSWER.reason];
    // Of a fill it says something else.
    if (isOurs || (reason === NOT_REACHED && kind !== ANSWER_FILLED)) {
      this.#lose(kind, id, record.nowNs);
      return false;
    }
    this.#arrive(kind, id, fields[index + HEADER_FIELDS + ANSWER.exchNs]!, reason ?? 0);
    return true;
  }

  #lose(kind: number, id: number, heardNs: number): void {
    const order = this.#of(id);
    const lost =
      kind === ANSWER_CANCEL_ALL_LOST
        ? this.#massCancels.get(id)
        : kind === ANSWER_CANCEL_REFUSED
          ? order.cancels[order.canceled++]
          : kind === ANSWER_AMEND_REFUSED
            ? order.amends[order.amended++]
            : order.submit;
    if (lost === undefined) return;
    lost.lost = true;
    lost.arrivedNs = heardNs;
  }

  #arrive(kind: number, id: number, exchNs: number, reason: number): void {
    if (kind === ANSWER_CANCELED_ALL || kind === ANSWER_CANCEL_ALL_LOST) {
      const request = this.#massCancels.get(id);
      if (request !== undefined) request.arrivedNs = exchNs;
      return;
    }
    const order = this.#of(id);
    const { submit } = order;
    if (kind === ANSWER_AMENDED || kind === ANSWER_AMEND_REFUSED) {
      order.amended += answer(order.amends, order.amended, exchNs);
    } else if (kind === ANSWER_CANCEL_REFUSED) {
      const next = order.cancels[order.canceled];
      if (next === undefined || next.sentNs > exchNs) giveBack(order);
      order.canceled += answer(order.cancels, order.canceled, exchNs);
    } else if (kind === ANSWER_CANCELED && reason === 0) {
      order.endedBy = order.canceled;
      order.canceled += answer(order.cancels, order.canceled, exchNs);
    }
    // Nothing is told of an order before it has come; what is told may overtake.
    if (submit !== undefined && (submit.arrivedNs < 0 || exchNs < submit.arrivedNs)) {
      submit.arrivedNs = exchNs;
    }
  }

  #of(id: number): OfOrder {
    const known = this.#orders.get(id);
    if (known !== undefined) return known;
    const made = {
      submit: undefined,
      cancels: [],
      canceled: 0,
      endedBy: -1,
      amends: [],
      amended: 0,
    };
    this.#orders.set(id, made);
    return made;
  }
}

/** There is one answer too many: not a cancel of its own has ended the order, but a cancel of all. */
function giveBack(order: OfOrder): void {
  if (order.endedBy < 0) return;
  for (let i = order.endedBy; i + 1 < order.cancels.length; i++) {
    order.cancels[i]!.arrivedNs = order.cancels[i + 1]!.arrivedNs;
  }
  order.endedBy = -1;
  order.canceled -= 1;
}

/** Answers the first request that has none, if it was sent before. Returns how many that were. */
function answer(requests: readonly SentRequestTime[], answered: number, exchNs: number): number {
  const request = requests[answered];
  if (request === undefined || request.sentNs > exchNs) return 0;
  request.arrivedNs = exchNs;
  return 1;
}
