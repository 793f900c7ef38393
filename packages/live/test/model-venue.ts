import { ANSWER, ANSWER_FIELDS, REQUEST, REQUEST_FIELDS } from "@mexoms/sim/internal";
import * as kinds from "@mexoms/sim/internal";
import {
  HEADER,
  HEADER_FIELDS,
  type ImpliedEvent,
  type ReportedFill,
  type ReportedOrder,
  type ReportRequest,
  type VenueReport,
} from "@mexoms/live/internal";

/** A message as the doubles of a link, without text. */
export type Message = Float64Array;

export function request(
  kind: number,
  of: { market?: number; orderId: number; side?: number; priceTicks?: number; qtyLots?: number },
): Message {
  const fields = new Float64Array(HEADER_FIELDS + REQUEST_FIELDS);
  fields[HEADER.kind] = kind;
  fields[HEADER.market] = of.market ?? 0;
  fields[HEADER_FIELDS + REQUEST.kind] = kind;
  fields[HEADER_FIELDS + REQUEST.orderId] = of.orderId;
  fields[HEADER_FIELDS + REQUEST.side] = of.side ?? 0;
  fields[HEADER_FIELDS + REQUEST.priceTicks] = of.priceTicks ?? 0;
  fields[HEADER_FIELDS + REQUEST.qtyLots] = of.qtyLots ?? 0;
  return fields;
}

export function event(of: Partial<ImpliedEvent> & { kind: number; orderId: number }): Message {
  const fields = new Float64Array(HEADER_FIELDS + ANSWER_FIELDS);
  const put = (field: number, value: number): void => {
    fields[HEADER_FIELDS + field] = value;
  };
  fields[HEADER.kind] = of.kind;
  fields[HEADER.market] = of.market ?? 0;
  put(ANSWER.kind, of.kind);
  put(ANSWER.orderId, of.orderId);
  put(ANSWER.exchNs, of.exchNs ?? 0);
  put(ANSWER.priceTicks, of.priceTicks ?? 0);
  put(ANSWER.qtyLots, of.qtyLots ?? 0);
  put(ANSWER.leavesLots, of.leavesLots ?? 0);
  put(ANSWER.maker, of.maker === true ? 1 : 0);
  put(ANSWER.tradeId, of.tradeId ?? 0);
  put(ANSWER.filledLots, of.filledLots ?? -1);
  return fields;
}

interface VenueOrder {
  id: number;
  market: number;
  side: number;
  priceTicks: number;
  leavesLots: number;
  filledLots: number;
  state: ReportedOrder["state"];
  exchNs: number;
}

/** A venue with no market: what happens to its orders is decided from outside. */
export class ModelVenue {
  nowNs = 1;
  readonly orders = new Map<number, VenueOrder>();
  readonly fills: ReportedFill[] = [];
  readonly positionLots: number[];
  /** What it has said since this was last emptied. */
  readonly said: Message[] = [];
  readonly #tradeIds: number[];

  constructor(markets: number) {
    this.positionLots = Array.from({ length: markets }, () => 0);
    this.#tradeIds = Array.from({ length: markets }, () => 0);
  }

  take(message: Message): void {
    const id = message[HEADER_FIELDS + REQUEST.orderId]!;
    const kind = message[HEADER.kind]!;
    const order = this.orders.get(id);
    const qtyLots = message[HEADER_FIELDS + REQUEST.qtyLots]!;
    const priceTicks = message[HEADER_FIELDS + REQUEST.priceTicks]!;
    if (kind === kinds.REQUEST_SUBMIT) {
      const { nowNs: exchNs } = this;
      const side = message[HEADER_FIELDS + REQUEST.side]!;
      const market = message[HEADER.market]!;
      const made = { id, market, side, priceTicks, leavesLots: qtyLots, filledLots: 0 };
      this.orders.set(id, { ...made, state: "open", exchNs });
      this.#say(kinds.ANSWER_ACCEPTED, id);
    } else if (order?.state !== "open") {
      const cancels = kind === kinds.REQUEST_CANCEL;
      const refused = cancels ? kinds.ANSWER_CANCEL_REFUSED : kinds.ANSWER_AMEND_REFUSED;
      if (order !== undefined) this.#say(refused, id);
    } else if (kind === kinds.REQUEST_CANCEL) this.end(id, "canceled");
    else {
      Object.assign(order, { priceTicks, leavesLots: qtyLots, exchNs: this.nowNs });
      this.#say(kinds.ANSWER_AMENDED, id, { qtyLots: 0 });
    }
  }

  fill(id: number, lots: number): void {
    const order = this.orders.get(id);
    if (order?.state !== "open") return;
    const qtyLots = Math.min(lots, order.leavesLots);
    order.leavesLots -= qtyLots;
    order.filledLots += qtyLots;
    order.exchNs = this.nowNs;
    if (order.leavesLots === 0) order.state = "filled";
    const { market, side, priceTicks, leavesLots } = order;
    this.positionLots[market]! += side === 0 ? qtyLots : -qtyLots;
    const tradeId = (this.#tradeIds[market]! += 1);
    const fill = { tradeId, orderId: id, market, side, priceTicks, qtyLots, leavesLots };
    this.fills.push({ ...fill, maker: true, exchNs: this.nowNs });
    this.#say(kinds.ANSWER_FILLED, id, { tradeId, qtyLots });
  }

  end(id: number, how: "canceled" | "expired"): void {
    const order = this.orders.get(id);
    if (order?.state !== "open") return;
    order.state = how;
    order.exchNs = this.nowNs;
    this.#say(how === "canceled" ? kinds.ANSWER_CANCELED : kinds.ANSWER_EXPIRED, id);
  }

  report({ id, orderIds, sinceTradeId }: ReportRequest): VenueReport {
    const asked = new Set(orderIds);
    const orders: ReportedOrder[] = [];
    for (const { id: orderId, ...order } of this.orders.values()) {
      if (order.state === "open" || asked.has(orderId)) orders.push({ orderId, ...order });
    }
    for (const orderId of asked) {
      if (this.orders.has(orderId)) continue;
      const nothing = { side: 0, priceTicks: 0, leavesLots: 0, filledLots: 0, exchNs: 0 };
      orders.push({ orderId, market: 0, state: "absent", ...nothing });
    }
    const fills = this.fills.filter(({ market, tradeId }) => tradeId > sinceTradeId[market]!);
    return { id, exchNs: this.nowNs, orders, fills, positionLots: [...this.positionLots] };
  }

  #say(kind: number, orderId: number, more: Partial<ImpliedEvent> = {}): void {
    const { market, priceTicks, leavesLots, filledLots } = this.orders.get(orderId)!;
    const about = { kind, market, orderId, exchNs: this.nowNs, priceTicks, leavesLots, filledLots };
    this.said.push(event({ ...about, maker: true, ...more }));
  }
}
