import { TIMELINE } from "../result/order-timeline.ts";
import { ANSWER } from "./messages.ts";
import type { MessageQueue } from "./message-queue.ts";
import { RecordList } from "./record-list.ts";

/** Fields of what was sent. */
export const SENT = { kind: 0, orderId: 1, localNs: 2 } as const;
const SENT_FIELDS = 3;

/** Fields of what was done. `ahead` is as the queue model counts it: in lots or in sizes. */
export const DONE = {
  kind: 0,
  orderId: 1,
  exchNs: 2,
  localNs: 3,
  priceTicks: 4,
  leavesLots: 5,
  ahead: 6,
  levelLots: 7,
} as const;
const DONE_FIELDS = 8;

const NEVER_TOLD = -1;

/**
 * Notes what happens to the orders of one market; see OrderTimeline. It is written once a request or
 * answer, never by a market row, and changes nothing in a run.
 */
export class OrderLog {
  /** Whether places in queues are lots, and not sizes that a model estimates. */
  readonly countsLots: boolean;
  /** One that keeps nothing stays empty. */
  readonly #keeps: boolean;
  readonly sent: RecordList = new RecordList(SENT_FIELDS);
  readonly done: RecordList = new RecordList(DONE_FIELDS);
  /** What stands ahead of the order that comes next, and what the others at its price show; or NaN. */
  nextAhead: number = Number.NaN;
  nextLevelLots: number = Number.NaN;

  constructor({ countsLots, keeps }: { countsLots: boolean; keeps: boolean }) {
    this.countsLots = countsLots;
    this.#keeps = keeps;
  }

  /** A request goes out at `localNs`; `kind` is one of REQUESTED. */
  send(kind: number, orderId: number, localNs: number): void {
    if (!this.#keeps) return;
    const { sent } = this;
    sent.add();
    const { chunk, at } = sent;
    chunk[at + SENT.kind] = kind;
    chunk[at + SENT.orderId] = orderId;
    chunk[at + SENT.localNs] = localNs;
  }

  /** The venue answers; returns the record, -1 for none. Takes `nextAhead` and `nextLevelLots`. */
  answered(draft: Float64Array): number {
    if (!this.#keeps) return -1;
    const { done } = this;
    const record = done.add();
    const { chunk, at } = done;
    chunk[at + DONE.kind] = draft[ANSWER.kind]!;
    chunk[at + DONE.orderId] = draft[ANSWER.orderId]!;
    chunk[at + DONE.exchNs] = draft[ANSWER.exchNs]!;
    chunk[at + DONE.localNs] = NEVER_TOLD;
    chunk[at + DONE.priceTicks] = draft[ANSWER.priceTicks]!;
    chunk[at + DONE.leavesLots] = draft[ANSWER.leavesLots]!;
    this.#takePlace(chunk, at);
    return record;
  }

  /** An order that the venue knows takes a place again, and nobody is told. As `answered`. */
  rested(of: { orderId: number; atNs: number; priceTicks: number; leavesLots: number }): void {
    if (!this.#keeps) return;
    const { done } = this;
    done.add();
    const { chunk, at } = done;
    chunk[at + DONE.kind] = TIMELINE.rested;
    chunk[at + DONE.orderId] = of.orderId;
    chunk[at + DONE.exchNs] = of.atNs;
    chunk[at + DONE.localNs] = NEVER_TOLD;
    chunk[at + DONE.priceTicks] = of.priceTicks;
    chunk[at + DONE.leavesLots] = of.leavesLots;
    this.#takePlace(chunk, at);
  }

  /** The first answer of a queue has reached us. One that comes again changes nothing. */
  told(answers: MessageQueue): void {
    const record = answers.field(ANSWER.logRecord) - 1;
    if (record < 0 || this.done.get(record, DONE.localNs) !== NEVER_TOLD) return;
    this.done.set(record, DONE.localNs, answers.headNs);
  }

  #takePlace(chunk: Float64Array, at: number): void {
    chunk[at + DONE.ahead] = this.nextAhead;
    chunk[at + DONE.levelLots] = this.nextLevelLots;
    this.nextAhead = Number.NaN;
    this.nextLevelLots = Number.NaN;
  }
}
