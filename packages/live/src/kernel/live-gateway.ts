import type { AmendIntent, OrderGateway, OrderRecord } from "@mexoms/core/internal";
import {
  draftCancelAll,
  draftRequest,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  REQUEST_FIELDS,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";

/** Takes a kernel's requests, one by one, in their order. */
export interface RequestSink {
  /**
   * A message as in link/messages.ts, header and body, without text; its sequence is 0. The memory is
   * used again: copy what is to be kept. Must not throw: the kernel has sent it.
   */
  request(message: Float64Array): void;
}

/** Makes messages of a kernel's intents. */
export class LiveGateway implements OrderGateway {
  readonly #sink: RequestSink;
  readonly #message: Float64Array = new Float64Array(HEADER_FIELDS + REQUEST_FIELDS);
  readonly #accounts: ReadonlyMap<string, number>;

  /** `accounts`: names of the session's accounts, in the order of their numbers. */
  constructor(sink: RequestSink, accounts: readonly string[]) {
    this.#sink = sink;
    this.#accounts = new Map(accounts.map((name, number) => [name, number]));
  }

  submit(orders: readonly OrderRecord[], nowNs: number): void {
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]!;
      this.#send(REQUEST_SUBMIT, order, order.priceTicks, order.qtyLots, i, nowNs);
    }
  }

  cancel(orders: readonly OrderRecord[], nowNs: number): void {
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]!;
      this.#send(REQUEST_CANCEL, order, order.priceTicks, order.leavesLots, i, nowNs);
    }
  }

  amend(amends: readonly AmendIntent[], nowNs: number): void {
    for (let i = 0; i < amends.length; i++) {
      const { order, to } = amends[i]!;
      const trigger = to.triggerTicks ?? 0;
      this.#send(REQUEST_AMEND, order, to.priceTicks, to.qtyLots, i, nowNs, trigger);
    }
  }

  cancelAll(market: number, id: number, nowNs: number): void {
    draftCancelAll(this.#message, HEADER_FIELDS, id);
    this.#hand(REQUEST_CANCEL_ALL, market, nowNs);
  }

  #send(
    kind: number,
    order: OrderRecord,
    priceTicks: number,
    qtyLots: number,
    batch: number,
    nowNs: number,
    triggerTicks: number = order.triggerTicks,
  ): void {
    const message = this.#message;
    draftRequest(message, HEADER_FIELDS, kind, order, priceTicks, qtyLots);
    const { account } = order;
    message[HEADER_FIELDS + REQUEST.account] =
      account === undefined ? 0 : (this.#accounts.get(account) ?? 0);
    message[HEADER_FIELDS + REQUEST.batch] = batch;
    message[HEADER_FIELDS + REQUEST.triggerTicks] = triggerTicks;
    this.#hand(kind, order.market, nowNs);
  }

  #hand(kind: number, market: number, nowNs: number): void {
    const message = this.#message;
    for (let i = 0; i < HEADER_FIELDS; i++) message[i] = 0;
    message[HEADER.kind] = kind;
    message[HEADER.market] = market;
    message[HEADER.sentNs] = nowNs;
    this.#sink.request(message);
  }
}
