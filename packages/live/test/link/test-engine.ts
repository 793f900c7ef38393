import {
  ANSWER,
  ANSWER_ACCOUNT,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  REQUEST_FIELDS,
  REQUEST_SUBMIT,
  TIF_GTC,
  TYPE_LIMIT,
} from "@mexoms/sim/internal";
import { GATEWAY_EVENT, GATEWAY_REQUEST, HEADER, HEADER_FIELDS } from "../../src/link/messages.ts";
import { ReportReader } from "../../src/link/report-text.ts";
import type { MessageView, VenueEvents, VenueGateway } from "../../src/link/venue-gateway.ts";
import type { VenueReport } from "../../src/link/venue-report.ts";

/** An answer as an engine got it. */
export interface Heard {
  readonly kind: number;
  readonly market: number;
  readonly sentNs: number;
  readonly orderId: number;
  readonly exchNs: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly tradeId: number;
  readonly maker: boolean;
  /** JSON of the state of its account, if it has changed. */
  readonly account: string | undefined;
}

/** What an engine does with its end of a link, and notes of what it was told. */
export class TestEngine implements VenueEvents {
  readonly link: VenueGateway;
  readonly answers: Heard[] = [];
  readonly reports: VenueReport[] = [];
  readonly kinds: number[] = [];
  readonly #message = new Float64Array(HEADER_FIELDS + REQUEST_FIELDS);
  #reader = new ReportReader();
  #readerOf = 0;
  #asked = 0;

  constructor(link: VenueGateway) {
    this.link = link;
  }

  submit(of: {
    orderId: number;
    side: number;
    priceTicks: number;
    qtyLots: number;
    market?: number;
    timeInForce?: number;
    nowNs?: number;
  }): number {
    const body = this.#draft(REQUEST_SUBMIT, of.market ?? 0, of.nowNs ?? 0);
    body[REQUEST.orderId] = of.orderId;
    body[REQUEST.side] = of.side;
    body[REQUEST.priceTicks] = of.priceTicks;
    body[REQUEST.qtyLots] = of.qtyLots;
    body[REQUEST.timeInForce] = of.timeInForce ?? TIF_GTC;
    body[REQUEST.type] = TYPE_LIMIT;
    return this.link.send(this.#message, REQUEST_FIELDS);
  }

  cancel(orderId: number, side: number, nowNs = 0): number {
    const body = this.#draft(REQUEST_CANCEL, 0, nowNs);
    body[REQUEST.orderId] = orderId;
    body[REQUEST.side] = side;
    return this.link.send(this.#message, REQUEST_FIELDS);
  }

  amend(of: { orderId: number; side: number; priceTicks: number; qtyLots: number }): number {
    const body = this.#draft(REQUEST_AMEND, 0, 0);
    body[REQUEST.orderId] = of.orderId;
    body[REQUEST.side] = of.side;
    body[REQUEST.priceTicks] = of.priceTicks;
    body[REQUEST.qtyLots] = of.qtyLots;
    return this.link.send(this.#message, REQUEST_FIELDS);
  }

  cancelAll(id: number): number {
    const body = this.#draft(REQUEST_CANCEL_ALL, 0, 0);
    body[REQUEST.orderId] = id;
    return this.link.send(this.#message, REQUEST_FIELDS);
  }

  /** Asks for a report; returns its id. */
  ask(orderIds: readonly number[], sinceTradeId: readonly number[] = [0]): number {
    this.#asked += 1;
    this.#draft(GATEWAY_REQUEST.report, -1, 0);
    this.link.send(this.#message, 0, JSON.stringify({ id: this.#asked, orderIds, sinceTradeId }));
    return this.#asked;
  }

  poll(limit = 1_000): number {
    return this.link.poll(this, limit);
  }

  event(message: MessageView): void {
    const { fields, index, ...rest } = message;
    const kind = fields[index + HEADER.kind]!;
    this.kinds.push(kind);
    if (kind === GATEWAY_EVENT.report) {
      if (this.#readerOf !== this.link.generation) this.#reader = new ReportReader();
      this.#readerOf = this.link.generation;
      const report = this.#reader.take({ fields, index, ...rest });
      if (report) this.reports.push(report);
    }
    if (kind > ANSWER_ACCOUNT) return;
    const body = (field: number): number => fields[index + HEADER_FIELDS + field]!;
    this.answers.push({
      kind,
      market: fields[index + HEADER.market]!,
      sentNs: fields[index + HEADER.sentNs]!,
      orderId: body(ANSWER.orderId),
      exchNs: body(ANSWER.exchNs),
      priceTicks: body(ANSWER.priceTicks),
      qtyLots: body(ANSWER.qtyLots),
      leavesLots: body(ANSWER.leavesLots),
      tradeId: body(ANSWER.tradeId),
      maker: body(ANSWER.maker) === 1,
      account: fields[index + HEADER.account] === 1 ? textOf(message) : undefined,
    });
  }

  #draft(kind: number, market: number, nowNs: number): Float64Array {
    const message = this.#message.fill(0);
    message[HEADER.kind] = kind;
    message[HEADER.market] = market;
    message[HEADER.sentNs] = nowNs;
    const body = message.subarray(HEADER_FIELDS);
    if (kind !== GATEWAY_REQUEST.report) body[REQUEST.kind] = kind;
    return body;
  }
}

function textOf({ bytes, textStart, textBytes }: MessageView): string {
  return new TextDecoder().decode(bytes.subarray(textStart, textStart + textBytes));
}
