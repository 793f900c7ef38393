import type { AmendTo, Step } from "@mexoms/core";
import type { KernelObserver, OrderRecord } from "@mexoms/core/internal";

/** One thing that a strategy did of itself. Equal decisions have an equal time and text. */
export interface Decision {
  /** Nanoseconds since the start of the run. */
  readonly atNs: number;
  /** All of it in words: an order with every field, a cancel, an amend, an explanation. */
  readonly text: string;
}

/** Notes every intent and explanation of a run, in order; answers are the venue's, not decisions. */
export class DecisionLog implements KernelObserver {
  readonly all: Decision[] = [];

  intent(
    kind: "submit" | "cancel" | "amend",
    order: OrderRecord,
    nowNs: number,
    to?: AmendTo,
  ): void {
    const { instrument, id } = order;
    let what = "";
    if (kind === "submit") {
      const selfTrade = order.selfTrade === undefined ? "" : ` ${order.selfTrade}`;
      what = `, ${order.type} ${order.timeInForce}${selfTrade}: ${order.side} ${sizeAndPrice(order, order)}${terms(order)}`;
    } else if (to) {
      const trigger = to.triggerTicks === undefined ? "" : `, trigger ${to.triggerTicks} ticks`;
      what = ` to ${sizeAndPrice(order, to)}${trigger}`;
    }
    this.add(nowNs, `${kind} order ${id} of ${instrument.id}${what}`);
  }

  cancelAll(market: number, id: number, nowNs: number): void {
    this.add(nowNs, `cancel all ${id} of market ${market}`);
  }

  answer(): void {}

  explain(topic: string, text: string, nowNs: number): void {
    this.add(nowNs, `explain ${JSON.stringify(topic)}: ${text}`);
  }

  add(atNs: number, text: string): void {
    this.all.push({ atNs, text });
  }
}

function sizeAndPrice(
  { instrument }: OrderRecord,
  { priceTicks, qtyLots }: { readonly priceTicks: number; readonly qtyLots: number },
): string {
  return `${amount(qtyLots, instrument.lot, "lots")} at ${amount(priceTicks, instrument.tick, "ticks")}`;
}

/** What a plain order does not have. */
function terms(order: OrderRecord): string {
  if (!order.special) return "";
  const { triggerTicks, triggerBy, trailTicks, activationTicks } = order;
  const { displayLots, reduceOnly, expiresNs } = order;
  const all = { triggerTicks, triggerBy, trailTicks, activationTicks, displayLots, reduceOnly };
  return ` ${JSON.stringify({ ...all, expiresNs })}`;
}

// What is off the grid is a decision too, if one that the filters refuse.
function amount(count: number, step: Step, unit: string): string {
  return Number.isSafeInteger(count) ? step.format(count) : `${count} ${unit}`;
}
