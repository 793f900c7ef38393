import {
  ANSWER_AMEND_REFUSED,
  ANSWER_CANCEL_ALL_LOST,
  ANSWER_REJECTED,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  REQUEST_FIELDS,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import { BACK_PRESSURE, SENT, type VenueGateway } from "../link/venue-gateway.ts";
import type { IntentStamps } from "./intent-stamps.ts";
import type { RequestSink } from "../kernel/live-gateway.ts";
import type { Oms } from "../oms/oms.ts";
import type { ImpliedEvent } from "../oms/reconcile.ts";

const NO_ROOM = "the gateway takes no more";
const NOBODY = "the gateway is not connected";

/**
 * Hands requests to a gateway once they stand in the journal. What the gateway does not take is
 * answered here at once, as its own event: a submission is rejected, an amend refused. Cancels that
 * find no room are kept, and tried again until they leave or the connection is a new one.
 */
export class OrderGate implements RequestSink {
  /** Requests that were handed over. */
  sent = 0;
  /** Requests that found no room. */
  backPressure = 0;
  /** Answers of this gate, to be taken in as events. */
  readonly refused: ImpliedEvent[] = [];
  readonly #gateway: VenueGateway;
  readonly #oms: Oms;
  readonly #stamps: IntentStamps | undefined;
  readonly #kept: Float64Array[] = [];

  constructor(options: { gateway: VenueGateway; oms: Oms; stamps?: IntentStamps }) {
    this.#gateway = options.gateway;
    this.#oms = options.oms;
    this.#stamps = options.stamps;
  }

  /** Cancels that wait for room. */
  get waiting(): number {
    return this.#kept.length;
  }

  request(message: Float64Array): void {
    const nowNs = message[HEADER.sentNs]!;
    this.#oms.requested(message, 0, nowNs);
    // A cancel must not overtake one that waits: both may be of one order.
    const mustWait = this.#kept.length > 0 && message[HEADER.kind] === REQUEST_CANCEL;
    const code = mustWait ? BACK_PRESSURE : this.#gateway.send(message, REQUEST_FIELDS);
    if (code === SENT) {
      this.sent += 1;
      this.#stamps?.handed();
      this.#oms.handedOver(message[HEADER_FIELDS + REQUEST.orderId]!);
      return;
    }
    if (code === BACK_PRESSURE) this.backPressure += 1;
    this.#refuse(message, code, nowNs);
  }

  /** Tries the cancels that wait. Returns how many left. */
  retry(): number {
    let left = 0;
    while (left < this.#kept.length) {
      if (this.#gateway.send(this.#kept[left]!, REQUEST_FIELDS) !== SENT) break;
      left += 1;
    }
    this.#kept.splice(0, left);
    this.sent += left;
    return left;
  }

  /** The connection is a new one: the report that comes first tells what became of requests. */
  forget(): void {
    this.#kept.length = 0;
  }

  #refuse(message: Float64Array, code: number, nowNs: number): void {
    const kind = message[HEADER.kind]!;
    const text = code === BACK_PRESSURE ? NO_ROOM : NOBODY;
    if (kind === REQUEST_CANCEL) {
      if (code === BACK_PRESSURE) this.#kept.push(message.slice());
      return;
    }
    const answer = REFUSALS.get(kind);
    if (answer === undefined) return;
    this.refused.push({
      kind: answer,
      market: message[HEADER.market]!,
      orderId: message[HEADER_FIELDS + REQUEST.orderId]!,
      exchNs: nowNs,
      priceTicks: 0,
      qtyLots: 0,
      leavesLots: 0,
      maker: false,
      tradeId: 0,
      filledLots: -1,
      text,
    });
  }
}

const REFUSALS: ReadonlyMap<number, number> = new Map([
  [REQUEST_SUBMIT, ANSWER_REJECTED],
  [REQUEST_AMEND, ANSWER_AMEND_REFUSED],
  [REQUEST_CANCEL_ALL, ANSWER_CANCEL_ALL_LOST],
]);
