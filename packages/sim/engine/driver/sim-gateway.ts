import type { OrderGateway, OrderRecord } from "@mexoms/core/internal";
import type { OrderLatency } from "../latency/latency-model.ts";
import {
  ANSWER_AMEND_REFUSED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_LOST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
  TIF_FOK,
  TIF_GTC,
  TIF_IOC,
  TIF_POST_ONLY,
  TYPE_LIMIT,
  TYPE_MARKET,
} from "../venue/messages.ts";
import type { VenueMarket } from "../venue/venue-market.ts";

const TIF_CODES = {
  gtc: TIF_GTC,
  "post-only": TIF_POST_ONLY,
  ioc: TIF_IOC,
  fok: TIF_FOK,
} as const;

/** Sends a kernel's intents to simulated venues, an entry latency later. */
export class SimGateway implements OrderGateway {
  readonly #venues: readonly VenueMarket[];
  readonly #latency: OrderLatency;

  constructor(venues: readonly VenueMarket[], latency: OrderLatency) {
    this.#venues = venues;
    this.#latency = latency;
  }

  submit(order: OrderRecord, nowNs: number): void {
    this.#send(REQUEST_SUBMIT, order, order.priceTicks, order.qtyLots, nowNs);
  }

  cancel(order: OrderRecord, nowNs: number): void {
    this.#send(REQUEST_CANCEL, order, order.priceTicks, order.leavesLots, nowNs);
  }

  amend(order: OrderRecord, priceTicks: number, qtyLots: number, nowNs: number): void {
    this.#send(REQUEST_AMEND, order, priceTicks, qtyLots, nowNs);
  }

  #send(
    kind: number,
    order: OrderRecord,
    priceTicks: number,
    qtyLots: number,
    nowNs: number,
  ): void {
    const venue = this.#venues[order.market]!;
    const entry = this.#latency.entryNs(nowNs);
    if (entry < 0) {
      const lost =
        kind === REQUEST_SUBMIT
          ? ANSWER_LOST
          : kind === REQUEST_CANCEL
            ? ANSWER_CANCEL_REFUSED
            : ANSWER_AMEND_REFUSED;
      const heard = nowNs - entry;
      venue.answers.push(heard, lost, order.id, heard, 0, 0, order.leavesLots, 0, 0);
      return;
    }
    const type = order.type === "market" ? TYPE_MARKET : TYPE_LIMIT;
    const timeInForce = TIF_CODES[order.timeInForce];
    venue.requests.push(
      nowNs + entry,
      kind,
      order.id,
      order.sideIndex,
      priceTicks,
      qtyLots,
      timeInForce,
      type,
      0,
    );
  }
}
