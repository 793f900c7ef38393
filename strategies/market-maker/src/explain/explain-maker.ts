import type { Explanation } from "@mexoms/core";
import type { Maker } from "../maker.ts";

export function explainMaker(maker: Maker): Explanation {
  return { text: maker.whyNot(), event: {} };
}
