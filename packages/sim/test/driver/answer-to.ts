import type { Kernel } from "@mexoms/core/internal";
import type { MessageQueue } from "../../engine/venue/message-queue.ts";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_CANCELED,
  ANSWER_CANCELED_ALL,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
} from "../../engine/venue/messages.ts";

/** Tells a kernel the first answer of a queue. */
export function answerTo(kernel: Kernel, answers: MessageQueue): void {
  const id = answers.field(ANSWER.orderId);
  const exchNs = answers.field(ANSWER.exchNs);
  const ticks = answers.field(ANSWER.priceTicks);
  const told: Record<number, () => void> = {
    [ANSWER_ACCEPTED]: () => kernel.accepted(id, exchNs),
    [ANSWER_FILLED]: () =>
      kernel.filled(
        id,
        exchNs,
        ticks,
        answers.field(ANSWER.qtyLots),
        answers.field(ANSWER.maker) === 1,
        answers.field(ANSWER.tradeId),
      ),
    [ANSWER_CANCELED]: () => kernel.ended(id, exchNs, "canceled"),
    [ANSWER_EXPIRED]: () => kernel.ended(id, exchNs, "expired"),
    [ANSWER_REJECTED]: () => kernel.ended(id, exchNs, "rejected"),
    [ANSWER_AMENDED]: () =>
      kernel.amended(id, exchNs, ticks, answers.field(ANSWER.leavesLots), {
        triggerTicks: answers.field(ANSWER.triggerTicks),
        ...(answers.field(ANSWER.filledLots) < 0
          ? {}
          : { filledLots: answers.field(ANSWER.filledLots) }),
      }),
    [ANSWER_TRIGGERED]: () => kernel.triggered(id, exchNs),
    [ANSWER_CANCELED_ALL]: () => kernel.canceledAll(id, answers.field(ANSWER.leavesLots)),
    [ANSWER_CANCEL_REFUSED]: () => kernel.refused(id, exchNs, "cancel"),
    [ANSWER_AMEND_REFUSED]: () => kernel.refused(id, exchNs, "amend"),
  };
  told[answers.field(ANSWER.kind)]!();
}
