import type { LinkFaults } from "../faults/link-faults.ts";
import type { AnswerKind, OrderLatency, RequestKind } from "../latency/latency-model.ts";
import type { MessageQueue } from "./message-queue.ts";
import {
  ANSWER,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCEL_ALL_LOST,
  ANSWER_CANCEL_REFUSED,
  ANSWER_CANCELED,
  ANSWER_CANCELED_ALL,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
  ANSWER_VENUE_ORDER,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
} from "./messages.ts";
import { rejectionCode } from "./rejections.ts";

/** The request is lost: there is nothing to handle. */
export const LOST = -1;
const KINDS = ["place", "amend", "cancel", "fill"] as const;

/**
 * The way of one account's requests to a venue and of the answers back. As on a socket nothing
 * overtakes: what would arrive before the message ahead of it arrives together with it. Where kinds
 * are separate this holds for each kind.
 */
export class Connection {
  readonly #latency: OrderLatency;
  readonly #faults: LinkFaults | undefined;
  readonly #separate: boolean;
  readonly #ofEach: boolean;
  #entryNs = 0; // of the last message
  #fate: ReturnType<LinkFaults["request"]>; // of the last message that arrived
  // Of the last message by kind, or of all at 0: arrival at the venue, end of its service, arrival here.
  readonly #requestNs: Float64Array = unsent();
  readonly #servedNs: Float64Array = unsent();
  readonly #answerNs: Float64Array = unsent();

  constructor(latency: OrderLatency, faults?: LinkFaults) {
    this.#latency = latency;
    this.#faults = faults;
    this.#separate = latency.separate === true;
    this.#ofEach = latency.ofEach === true;
  }

  /** Whether the venue's gateway takes time with requests. */
  get hasService(): boolean {
    return this.#latency.serviceNs !== undefined;
  }

  /** When a request that arrived at `atNs` is through the gateway, which serves one by one. */
  served(request: number, atNs: number, rowsPerSecond: number): number {
    const at = this.#index(requestKind(request));
    const begin = Math.max(atNs, this.#servedNs[at]!);
    const end = begin + (this.#latency.serviceNs?.(rowsPerSecond) ?? 0);
    this.#servedNs[at] = end;
    return end;
  }

  /**
   * Sends the draft of `requests`. What gets lost is told through `answers`. Requests of one message
   * share its latency and its fate.
   */
  send(requests: MessageQueue, answers: MessageQueue, nowNs: number): void {
    const kind = requestKind(requests.draft[REQUEST.kind]!);
    const first = requests.draft[REQUEST.batch] === 0 || this.#ofEach;
    const entry = first ? this.#latency.entryNs(nowNs, kind) : this.#entryNs;
    this.#entryNs = entry;
    if (entry < 0) {
      this.#lose(requests.draft, answers, nowNs - entry);
      return;
    }
    const at = this.#index(kind);
    this.#requestNs[at] = Math.max(this.#requestNs[at]!, nowNs + entry);
    requests.push(this.#requestNs[at]);
  }

  /** Sends the draft of `answers` at the time it carries. */
  answer(answers: MessageQueue): void {
    const exchNs = answers.draft[ANSWER.exchNs]!;
    const kind = answerKind(answers.draft[ANSWER.kind]!);
    const atNs = exchNs + this.#latency.responseNs(exchNs, kind);
    // Fills of the venue's own order mean nothing before it is known.
    const exempt = answers.draft[ANSWER.kind] === ANSWER_VENUE_ORDER;
    const fate = exempt ? undefined : this.#faults?.answer();
    if (fate === undefined || fate.laterNs === 0) this.#push(answers, kind, atNs);
    // What comes late has left its place on the connection: others go before it.
    else answers.push(atNs + fate.laterNs);
    if (fate?.againNs !== undefined) answers.push(atNs + fate.laterNs + fate.againNs);
  }

  /**
   * What goes wrong with a request that has arrived: the code of a refusal, 0 when nothing does. What
   * is lost is told by itself, and has code LOST.
   */
  refusal(requests: MessageQueue, answers: MessageQueue, atNs: number): number {
    if (requests.field(REQUEST.batch) === 0) this.#fate = this.#faults?.request(atNs);
    const fate = this.#fate;
    if (fate === undefined) return 0;
    if (fate.recoveryNs === undefined) return fate.code;
    tellLost((field) => requests.field(field), answers, atNs + fate.recoveryNs);
    answers.push(atNs + fate.recoveryNs);
    return LOST;
  }

  #lose(request: Float64Array, answers: MessageQueue, heardNs: number): void {
    tellLost((field) => request[field]!, answers, heardNs);
    this.#push(answers, requestKind(request[REQUEST.kind]!), heardNs);
  }

  #push(answers: MessageQueue, kind: AnswerKind, atNs: number): void {
    const at = this.#index(kind);
    this.#answerNs[at] = Math.max(this.#answerNs[at]!, atNs);
    answers.push(this.#answerNs[at]);
  }

  #index(kind: AnswerKind): number {
    return this.#separate ? KINDS.indexOf(kind) : 0;
  }
}

/** Makes the draft of `answers` say that a request never arrived. */
function tellLost(field: (index: number) => number, answers: MessageQueue, heardNs: number): void {
  const kind = field(REQUEST.kind);
  const { draft } = answers;
  draft.fill(0);
  draft[ANSWER.kind] = lostAnswer(kind);
  draft[ANSWER.orderId] = field(REQUEST.orderId);
  draft[ANSWER.account] = field(REQUEST.account);
  draft[ANSWER.exchNs] = heardNs;
  draft[ANSWER.reason] = rejectionCode("the request did not reach the venue");
}

function unsent(): Float64Array {
  return new Float64Array(KINDS.length).fill(Number.NEGATIVE_INFINITY);
}

/** What the sender is told of a request that got lost. */
function lostAnswer(kind: number): number {
  if (kind === REQUEST_CANCEL) return ANSWER_CANCEL_REFUSED;
  if (kind === REQUEST_CANCEL_ALL) return ANSWER_CANCEL_ALL_LOST;
  return kind === REQUEST_AMEND ? ANSWER_AMEND_REFUSED : ANSWER_REJECTED;
}

function requestKind(code: number): RequestKind {
  if (code === REQUEST_CANCEL || code === REQUEST_CANCEL_ALL) return "cancel";
  return code === REQUEST_AMEND ? "amend" : "place";
}

/** What an answer is about, by its code. */
export function answerKind(code: number): AnswerKind {
  if (code === ANSWER_FILLED || code === ANSWER_TRIGGERED) return "fill";
  if (code === ANSWER_CANCELED || code === ANSWER_CANCEL_REFUSED) return "cancel";
  if (code === ANSWER_CANCELED_ALL) return "cancel";
  return code === ANSWER_AMENDED || code === ANSWER_AMEND_REFUSED ? "amend" : "place";
}
