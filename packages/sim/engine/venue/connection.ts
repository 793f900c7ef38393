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
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
} from "./messages.ts";
import { rejectionCode } from "./rejections.ts";

/**
 * The way of one account's requests to a venue and of the answers back. As on a socket nothing
 * overtakes: what would arrive before the message ahead of it arrives together with it.
 */
export class Connection {
  readonly #latency: OrderLatency;
  #requestNs = Number.NEGATIVE_INFINITY; // arrival of the last request
  #entryNs = 0; // of the last message
  #answerNs = Number.NEGATIVE_INFINITY; // arrival of the last answer

  constructor(latency: OrderLatency) {
    this.#latency = latency;
  }

  /**
   * Sends the draft of `requests`. What gets lost is told through `answers`. Requests of one message
   * share its latency and its fate.
   */
  send(requests: MessageQueue, answers: MessageQueue, nowNs: number): void {
    const kind = requests.draft[REQUEST.kind]!;
    const first = requests.draft[REQUEST.batch] === 0;
    const entry = first ? this.#latency.entryNs(nowNs, requestKind(kind)) : this.#entryNs;
    this.#entryNs = entry;
    if (entry < 0) {
      this.#lose(requests.draft, answers, nowNs - entry);
      return;
    }
    this.#requestNs = Math.max(this.#requestNs, nowNs + entry);
    requests.push(this.#requestNs);
  }

  /** Sends the draft of `answers` at the time it carries. */
  answer(answers: MessageQueue): void {
    const exchNs = answers.draft[ANSWER.exchNs]!;
    const kind = answerKind(answers.draft[ANSWER.kind]!);
    this.#push(answers, exchNs + this.#latency.responseNs(exchNs, kind));
  }

  #lose(request: Float64Array, answers: MessageQueue, heardNs: number): void {
    const kind = request[REQUEST.kind]!;
    const { draft } = answers;
    draft.fill(0);
    draft[ANSWER.kind] = lostAnswer(kind);
    draft[ANSWER.orderId] = request[REQUEST.orderId]!;
    draft[ANSWER.account] = request[REQUEST.account]!;
    draft[ANSWER.exchNs] = heardNs;
    draft[ANSWER.reason] = rejectionCode("the request did not reach the venue");
    this.#push(answers, heardNs);
  }

  #push(answers: MessageQueue, atNs: number): void {
    this.#answerNs = Math.max(this.#answerNs, atNs);
    answers.push(this.#answerNs);
  }
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

function answerKind(code: number): AnswerKind {
  if (code === ANSWER_FILLED || code === ANSWER_TRIGGERED) return "fill";
  if (code === ANSWER_CANCELED || code === ANSWER_CANCEL_REFUSED) return "cancel";
  if (code === ANSWER_CANCELED_ALL) return "cancel";
  return code === ANSWER_AMENDED || code === ANSWER_AMEND_REFUSED ? "amend" : "place";
}
