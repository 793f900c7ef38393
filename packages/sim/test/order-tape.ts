import { ROW_BUY, ROW_KIND_MASK, ROW_LOCAL, ROW_SELL } from "@mexoms/core/internal";
import { allRows, type Tape } from "@mexoms/sim";

const KINDS = ["?", "depth", "trade", "clear", "snapshot", "gap"];

/** The rows of our sequence as text: "kind side price qty #order left @ms after `fromMs`". */
export function orderRowTexts(tape: Tape, fromMs: number): string[] {
  const { event, exchNs, priceTicks, qtyLots, orderId, orderLots } = allRows(tape);
  const { tick, lot } = tape.instrument;
  const texts: string[] = [];
  for (let i = 0; i < event.length; i++) {
    const flags = event[i]!;
    if (!(flags & ROW_LOCAL)) continue;
    const kind = KINDS[flags & ROW_KIND_MASK]!;
    const ms = Number((tape.epochNs + BigInt(exchNs[i]!)) / 1_000_000n) - fromMs;
    const side = flags & ROW_BUY ? "buy" : flags & ROW_SELL ? "sell" : "";
    const what = side && `${side} ${tick.format(priceTicks[i]!)} ${lot.format(qtyLots[i]!)}`;
    const left = kind === "trade" ? "" : ` ${lot.format(orderLots![i]!)}`;
    const order = orderId![i] === 0 ? "" : `#${orderId![i]}${left}`;
    texts.push([kind, what, order, `@${ms}`].filter((part) => part !== "").join(" "));
  }
  return texts;
}
