import type { Explanation } from "@mexoms/core";
import type { Maker } from "../maker.ts";
import { explainText } from "./explain-text.ts";
import { makeEvent } from "./make-event.ts";

/** The whole waterfall from the fair value to each order; the text is made of the event. */
export function explainMaker(maker: Maker): Explanation {
  const event = makeEvent(maker);
  return { text: explainText(event), event: { ...event } };
}
