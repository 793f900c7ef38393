import type { Instrument } from "../instrument/instrument.ts";
import type { OrderType, TimeInForce } from "./order.ts";

/**
 * The price that a stop looks at. last: the last trade. quote: the best price it would take, the best
 * ask for a buy and the best bid for a sell. mid: the middle of the book, in place of a mark price.
 */
export type TriggerBy = "last" | "quote" | "mid";

/** What an order may say besides its side, price, size and type. 0 stands for none. */
export interface OrderTerms {
  readonly triggerTicks: number;
  readonly triggerBy: TriggerBy;
  readonly trailTicks: number;
  readonly activationTicks: number;
  readonly displayLots: number;
  readonly reduceOnly: boolean;
  /** Nanoseconds since the run's epoch, -1 for never. */
  readonly expiresNs: number;
}

export const PLAIN_TERMS: OrderTerms = {
  triggerTicks: 0,
  triggerBy: "last",
  trailTicks: 0,
  activationTicks: 0,
  displayLots: 0,
  reduceOnly: false,
  expiresNs: -1,
};

/** Whether an order of a type has a limit price. */
export function hasLimit(type: OrderType): boolean {
  return type === "limit" || type === "stop-limit";
}

/** The reason why terms do not go with the rest of an order, with the field's name, or undefined. */
export function termsRefusal(of: {
  readonly instrument: Instrument;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly qtyLots: number;
  readonly nowNs: number;
  readonly terms: OrderTerms;
}): string | undefined {
  // Most orders are plain, and many are sent.
  const plain = of.terms === PLAIN_TERMS && of.timeInForce !== "gtd";
  if (plain && (of.type === "limit" || of.type === "market")) return undefined;
  return triggerRefusal(of.type, of.terms) ?? expiryRefusal(of) ?? displayRefusal(of);
}

function triggerRefusal(type: OrderType, terms: OrderTerms): string | undefined {
  const { triggerTicks, triggerBy, trailTicks, activationTicks } = terms;
  if (type === "stop" || type === "stop-limit") {
    if (!isCount(triggerTicks)) return `triggerTicks: a ${type} needs a price in whole ticks`;
  } else if (triggerTicks !== 0) {
    return `triggerTicks: a ${type} order has none, only stop and stop-limit have`;
  }
  if (type === "trailing-stop") {
    if (!isCount(trailTicks)) return "trailTicks: a trailing-stop needs a distance in whole ticks";
    if (activationTicks !== 0 && !isCount(activationTicks)) {
      return "activationTicks: is not a price in whole ticks";
    }
  } else if (trailTicks !== 0 || activationTicks !== 0) {
    const field = trailTicks === 0 ? "activationTicks" : "trailTicks";
    return `${field}: a ${type} order has none, only trailing-stop has`;
  }
  if (type === "limit" || type === "market") {
    return triggerBy === "last" ? undefined : `triggerBy: a ${type} order has no trigger`;
  }
  return undefined;
}

function expiryRefusal(of: Parameters<typeof termsRefusal>[0]): string | undefined {
  const { expiresNs } = of.terms;
  if (of.timeInForce === "post-only" && (of.type === "stop" || of.type === "trailing-stop")) {
    return `timeInForce: a ${of.type} takes, it cannot be post-only`;
  }
  if (of.timeInForce === "gtd" && of.type === "market") {
    return "timeInForce: a market order does not wait, it cannot be gtd";
  }
  if (expiresNs === -1) {
    return of.timeInForce === "gtd"
      ? "expiresNs: a gtd order needs it, or expiresAfter"
      : undefined;
  }
  if (of.timeInForce !== "gtd" && of.timeInForce !== "post-only") {
    return `expiresNs: a ${of.timeInForce} order has none, only gtd and post-only have`;
  }
  if (!Number.isSafeInteger(expiresNs)) return "expiresNs: is not a whole number of nanoseconds";
  return expiresNs > of.nowNs ? undefined : "expiresNs: is not in the future";
}

function displayRefusal(of: Parameters<typeof termsRefusal>[0]): string | undefined {
  const { displayLots } = of.terms;
  if (displayLots === 0) return undefined;
  if (!hasLimit(of.type) || of.timeInForce === "ioc" || of.timeInForce === "fok") {
    return "displayLots: only orders that may rest show a part";
  }
  if (!isCount(displayLots)) return "displayLots: is not a whole number of lots";
  if (displayLots > of.qtyLots) return "displayLots: is larger than the order";
  if (displayLots < of.instrument.minLots) return "displayLots: is below the minimum size";
  return undefined;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
