import type { Execution } from "../account/clearing.ts";
import { MessageQueue } from "./message-queue.ts";
import { ANSWER, ANSWER_FIELDS, ANSWER_FILLED, ANSWER_TRIGGERED } from "./messages.ts";
import type { OrderLog } from "./order-log.ts";
import type { VenueAccount } from "./venue-account.ts";

/** What a venue's market tells: answers of one instrument, each on the connection of its account. */
export class AnswerDesk {
  readonly queue: MessageQueue = new MessageQueue(ANSWER_FIELDS);
  /** What is told of orders is noted here. */
  readonly log: OrderLog;
  readonly #accounts: readonly VenueAccount[];
  #trades = 0;

  constructor(accounts: readonly VenueAccount[], log: OrderLog) {
    this.#accounts = accounts;
    this.log = log;
  }

  /** An execution of an account's order. `reason` is an index into FILL_REASONS. */
  filled(account: number, fill: Execution, reason: number): void {
    const { draft } = this.queue;
    this.#trades += 1;
    draft[ANSWER.tradeId] = this.#trades;
    draft[ANSWER.priceTicks] = fill.priceTicks;
    draft[ANSWER.qtyLots] = fill.qtyLots;
    draft[ANSWER.maker] = fill.maker ? 1 : 0;
    draft[ANSWER.filledLots] = 0;
    draft[ANSWER.triggerTicks] = 0;
    this.#send(ANSWER_FILLED, account, fill, reason);
  }

  /**
   * An answer that is no fill. `reason` is an index into REJECTIONS, 0 for none; `side` is that of an
   * order of the venue's own.
   */
  told(
    kind: number,
    about: {
      account: number;
      orderId: number;
      atNs: number;
      priceTicks: number;
      leavesLots: number;
      reason: number;
      /** Of an amend or an end: what was filled until then. */
      filledLots?: number;
      /** Of an amend of a stop that waits. */
      triggerTicks?: number;
    },
    side = 0,
  ): void {
    const { draft } = this.queue;
    draft[ANSWER.tradeId] = 0;
    draft[ANSWER.priceTicks] = about.priceTicks;
    draft[ANSWER.qtyLots] = about.leavesLots;
    draft[ANSWER.maker] = side;
    draft[ANSWER.filledLots] = about.filledLots ?? -1;
    draft[ANSWER.triggerTicks] = about.triggerTicks ?? 0;
    this.#send(kind, about.account, about, about.reason);
  }

  #send(
    kind: number,
    account: number,
    about: { orderId: number; atNs: number; leavesLots: number },
    reason: number,
  ): void {
    const { draft } = this.queue;
    draft[ANSWER.kind] = kind;
    draft[ANSWER.orderId] = about.orderId;
    draft[ANSWER.account] = account;
    draft[ANSWER.exchNs] = about.atNs;
    draft[ANSWER.leavesLots] = about.leavesLots;
    draft[ANSWER.reason] = reason;
    // Kinds beyond this one are not about one order.
    draft[ANSWER.logRecord] = kind > ANSWER_TRIGGERED ? 0 : this.log.answered(draft) + 1;
    const { clearing, connection } = this.#accounts[account]!;
    draft[ANSWER.state] = clearing.publish();
    connection.answer(this.queue);
  }
}
