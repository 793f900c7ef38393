import { MessageQueue } from "./message-queue.ts";
import { ANSWER, ANSWER_FIELDS, ANSWER_FILLED } from "./messages.ts";
import type { VenueAccount } from "./venue-account.ts";

/** What a venue's market tells: answers of one instrument, each on the connection of its account. */
export class AnswerDesk {
  readonly queue: MessageQueue = new MessageQueue(ANSWER_FIELDS);
  readonly #accounts: readonly VenueAccount[];
  #trades = 0;

  constructor(accounts: readonly VenueAccount[]) {
    this.#accounts = accounts;
  }

  /** An execution. `reason` is an index into FILL_REASONS. */
  filled(fill: {
    account: number;
    orderId: number;
    atNs: number;
    priceTicks: number;
    qtyLots: number;
    leavesLots: number;
    maker: boolean;
    reason: number;
  }): void {
    const { draft } = this.queue;
    this.#trades += 1;
    draft[ANSWER.tradeId] = this.#trades;
    draft[ANSWER.priceTicks] = fill.priceTicks;
    draft[ANSWER.qtyLots] = fill.qtyLots;
    draft[ANSWER.maker] = fill.maker ? 1 : 0;
    draft[ANSWER.filledLots] = 0;
    draft[ANSWER.triggerTicks] = 0;
    this.#send(ANSWER_FILLED, fill);
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
      /** Of an amend: what was filled until then. */
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
    this.#send(kind, about);
  }

  #send(
    kind: number,
    about: { account: number; orderId: number; atNs: number; leavesLots: number; reason: number },
  ): void {
    const { draft } = this.queue;
    draft[ANSWER.kind] = kind;
    draft[ANSWER.orderId] = about.orderId;
    draft[ANSWER.account] = about.account;
    draft[ANSWER.exchNs] = about.atNs;
    draft[ANSWER.leavesLots] = about.leavesLots;
    draft[ANSWER.reason] = about.reason;
    const { clearing, connection } = this.#accounts[about.account]!;
    draft[ANSWER.state] = clearing.publish();
    connection.answer(this.queue);
  }
}
