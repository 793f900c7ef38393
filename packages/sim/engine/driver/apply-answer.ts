import { fail, type Kernel } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_ACCOUNT,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCEL_ALL_LOST,
  ANSWER_CANCELED,
  ANSWER_CANCELED_ALL,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
  ANSWER_VENUE_ORDER,
} from "../venue/messages.ts";
import { REJECTIONS } from "../venue/rejections.ts";

/** An answer of a venue, by the fields of ANSWER. */
export interface AnswerFields {
  field(index: number): number;
}

/**
 * Tells a kernel what a venue has answered about market number `market`. `why` takes the place of the
 * reason that the answer has as a code. True for a fill that the kernel did not know.
 */
export function applyAnswer(
  kernel: Kernel,
  answer: AnswerFields,
  market: number,
  why?: string,
): boolean {
  const kind = answer.field(ANSWER.kind);
  const id = answer.field(ANSWER.orderId);
  const exchNs = answer.field(ANSWER.exchNs);
  const priceTicks = answer.field(ANSWER.priceTicks);
  if (kind === ANSWER_FILLED) {
    const lots = answer.field(ANSWER.qtyLots);
    const maker = answer.field(ANSWER.maker) === 1;
    return kernel.filled(id, exchNs, priceTicks, lots, maker, answer.field(ANSWER.tradeId));
  }
  if (kind === ANSWER_ACCEPTED) {
    kernel.accepted(id, exchNs);
  } else if (kind === ANSWER_CANCELED) {
    kernel.ended(id, exchNs, "canceled", why ?? reasonOf(answer), filledOf(answer));
  } else if (kind === ANSWER_EXPIRED) {
    kernel.ended(id, exchNs, "expired", why ?? reasonOf(answer), filledOf(answer));
  } else if (kind === ANSWER_REJECTED) {
    kernel.ended(id, exchNs, "rejected", why ?? reasonOf(answer));
  } else if (kind === ANSWER_AMENDED) {
    kernel.amended(id, exchNs, priceTicks, answer.field(ANSWER.leavesLots), {
      triggerTicks: answer.field(ANSWER.triggerTicks),
      ...(answer.field(ANSWER.filledLots) < 0
        ? {}
        : { filledLots: answer.field(ANSWER.filledLots) }),
    });
  } else if (kind === ANSWER_CANCEL_REFUSED || kind === ANSWER_AMEND_REFUSED) {
    const what = kind === ANSWER_CANCEL_REFUSED ? "cancel" : "amend";
    kernel.refused(id, exchNs, what, why ?? reasonOf(answer));
  } else if (kind === ANSWER_TRIGGERED) {
    kernel.triggered(id, exchNs);
  } else if (kind === ANSWER_CANCELED_ALL || kind === ANSWER_CANCEL_ALL_LOST) {
    const count = answer.field(ANSWER.leavesLots);
    kernel.canceledAll(id, kind === ANSWER_CANCELED_ALL ? count : undefined);
  } else if (kind === ANSWER_VENUE_ORDER) {
    const side = answer.field(ANSWER.maker);
    const lots = answer.field(ANSWER.leavesLots);
    kernel.adopted({ id, market, account: answer.field(ANSWER.account), side, lots });
  } else if (kind !== ANSWER_ACCOUNT) {
    fail(`a venue answered with kind ${kind}`);
  }
  return false;
}

/** What was filled of the order by then, where the answer says so. */
function filledOf(answer: AnswerFields): number | undefined {
  const lots = answer.field(ANSWER.filledLots);
  return lots < 0 ? undefined : lots;
}

/** Why the answer says what it says, undefined when it needs no reason. */
function reasonOf(answer: AnswerFields): string | undefined {
  const code = answer.field(ANSWER.reason);
  return code === 0 ? undefined : REJECTIONS[code];
}
