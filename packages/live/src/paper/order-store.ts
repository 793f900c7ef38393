import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  RecordList,
  REJECTIONS,
} from "@mexoms/sim/internal";
import type { ReportedOrder } from "../link/venue-report.ts";

/** States of an order as codes. */
export const STATE = { sent: 0, open: 1, filled: 2, canceled: 3, expired: 4, rejected: 5 } as const;
const STATES = ["open", "open", "filled", "canceled", "expired", "rejected"] as const;

/** Fields of an order. */
const ORDER = {
  orderId: 0,
  market: 1,
  side: 2,
  state: 3,
  priceTicks: 4,
  qtyLots: 5,
  leavesLots: 6,
  filledLots: 7,
  exchNs: 8,
  /** Index into REJECTIONS. */
  reason: 9,
  account: 10,
  /** Neighbours among the orders that are not over, by record plus 1; 0 for none. */
  before: 11,
  after: 12,
} as const;
const ORDER_FIELDS = 13;

const END_STATES: ReadonlyMap<number, number> = new Map([
  [ANSWER_CANCELED, STATE.canceled],
  [ANSWER_EXPIRED, STATE.expired],
  [ANSWER_REJECTED, STATE.rejected],
]);

/**
 * Every order of a session as its venue has told of it, by order id; kept to the end of the session.
 * Answers may come in another order than they were given in, and twice.
 */
export class OrderStore {
  readonly records: RecordList = new RecordList(ORDER_FIELDS);
  readonly #byId = new Map<number, number>();
  /** First and last of the orders that are not over, by record plus 1. */
  #first = 0;
  #last = 0;

  get length(): number {
    return this.records.length;
  }

  has(orderId: number): boolean {
    return this.#byId.has(orderId);
  }

  /** Side of an order; -1 for one that is not known. */
  sideOf(orderId: number): number {
    const record = this.#byId.get(orderId);
    return record === undefined ? -1 : this.records.get(record, ORDER.side);
  }

  /** An order is on its way into the market. Its id must not be known. */
  add(of: {
    orderId: number;
    market: number;
    side: number;
    priceTicks: number;
    qtyLots: number;
    account: number;
    state: number;
  }): void {
    const { records } = this;
    const record = records.add();
    const { chunk, at } = records;
    chunk[at + ORDER.orderId] = of.orderId;
    chunk[at + ORDER.market] = of.market;
    chunk[at + ORDER.side] = of.side;
    chunk[at + ORDER.state] = of.state;
    chunk[at + ORDER.priceTicks] = of.priceTicks;
    chunk[at + ORDER.qtyLots] = of.qtyLots;
    chunk[at + ORDER.leavesLots] = of.qtyLots;
    chunk[at + ORDER.filledLots] = 0;
    chunk[at + ORDER.exchNs] = 0;
    chunk[at + ORDER.reason] = 0;
    chunk[at + ORDER.account] = of.account;
    chunk[at + ORDER.before] = this.#last;
    chunk[at + ORDER.after] = 0;
    if (this.#last > 0) records.set(this.#last - 1, ORDER.after, record + 1);
    else this.#first = record + 1;
    this.#last = record + 1;
    this.#byId.set(of.orderId, record);
  }

  /** The venue has answered: the fields of an answer of the venue protocol. */
  told(answer: Float64Array): void {
    const record = this.#byId.get(answer[ANSWER.orderId]!);
    if (record === undefined) return;
    const { records } = this;
    const kind = answer[ANSWER.kind]!;
    const state = records.get(record, ORDER.state);
    const isOver = state > STATE.open;
    if (kind === ANSWER_FILLED) {
      const lots = answer[ANSWER.qtyLots]!;
      records.set(record, ORDER.filledLots, records.get(record, ORDER.filledLots) + lots);
      if (!isOver) this.#openAt(record, answer[ANSWER.leavesLots]!);
      if (!isOver && answer[ANSWER.leavesLots] === 0) this.#end(record, STATE.filled, 0);
    } else if (kind === ANSWER_ACCEPTED) {
      if (state === STATE.sent) records.set(record, ORDER.state, STATE.open);
    } else if (kind === ANSWER_AMENDED) {
      if (isOver) return;
      records.set(record, ORDER.priceTicks, answer[ANSWER.priceTicks]!);
      this.#openAt(record, answer[ANSWER.leavesLots]!);
    } else {
      const end = END_STATES.get(kind);
      if (end === undefined || isOver) return;
      this.#end(record, end, answer[ANSWER.reason]!);
    }
    records.set(record, ORDER.exchNs, answer[ANSWER.exchNs]!);
  }

  /** Whether one of the first `count` orders has no answer yet. */
  awaits(count: number): boolean {
    const { records } = this;
    for (let next = this.#first; next > 0 && next <= count;) {
      if (records.get(next - 1, ORDER.state) === STATE.sent) return true;
      next = records.get(next - 1, ORDER.after);
    }
    return false;
  }

  /** Every order that is not over, and those asked for; "absent" for what is not known. */
  report(asked: readonly number[]): ReportedOrder[] {
    const orders: ReportedOrder[] = [];
    const { records } = this;
    const told = new Set<number>();
    for (let next = this.#first; next > 0; next = records.get(next - 1, ORDER.after)) {
      orders.push(this.#describe(next - 1));
      told.add(records.get(next - 1, ORDER.orderId));
    }
    for (const orderId of asked) {
      if (told.has(orderId)) continue;
      told.add(orderId);
      const record = this.#byId.get(orderId);
      orders.push(record === undefined ? absent(orderId) : this.#describe(record));
    }
    return orders;
  }

  /** All orders, in the order in which they came. */
  all(): ReportedOrder[] {
    return Array.from({ length: this.records.length }, (_, record) => this.#describe(record));
  }

  #describe(record: number): ReportedOrder {
    const field = (index: number): number => this.records.get(record, index);
    const reason = REJECTIONS[field(ORDER.reason)];
    return {
      orderId: field(ORDER.orderId),
      market: field(ORDER.market),
      state: STATES[field(ORDER.state)]!,
      side: field(ORDER.side),
      priceTicks: field(ORDER.priceTicks),
      leavesLots: field(ORDER.leavesLots),
      filledLots: field(ORDER.filledLots),
      exchNs: field(ORDER.exchNs),
      ...(reason ? { reason } : {}),
    };
  }

  #openAt(record: number, leavesLots: number): void {
    this.records.set(record, ORDER.state, STATE.open);
    this.records.set(record, ORDER.leavesLots, leavesLots);
  }

  #end(record: number, state: number, reason: number): void {
    const { records } = this;
    records.set(record, ORDER.state, state);
    records.set(record, ORDER.leavesLots, 0);
    records.set(record, ORDER.reason, reason);
    const before = records.get(record, ORDER.before);
    const after = records.get(record, ORDER.after);
    if (before > 0) records.set(before - 1, ORDER.after, after);
    else this.#first = after;
    if (after > 0) records.set(after - 1, ORDER.before, before);
    else this.#last = before;
  }
}

function absent(orderId: number): ReportedOrder {
  const nothing = { side: 0, priceTicks: 0, leavesLots: 0, filledLots: 0, exchNs: 0 };
  return { orderId, market: -1, state: "absent", ...nothing };
}
