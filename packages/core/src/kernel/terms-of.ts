import { ConfigError } from "../errors.ts";
import { type OrderTerms, PLAIN_TERMS } from "../order/order-terms.ts";
import type { OrderIntent } from "../strategy/orders.ts";
import { parseDuration } from "../time/duration.ts";

/** The terms of an intent that is sent at `nowNs`. */
export function termsOf(intent: OrderIntent, nowNs: number): OrderTerms {
  // Most orders are plain, and many are sent: they share one.
  if (isPlain(intent)) return PLAIN_TERMS;
  return {
    triggerTicks: intent.triggerTicks ?? 0,
    triggerBy: intent.triggerBy ?? "last",
    trailTicks: intent.trailTicks ?? 0,
    activationTicks: intent.activationTicks ?? 0,
    displayLots: intent.displayLots ?? 0,
    reduceOnly: intent.reduceOnly ?? false,
    expiresNs: expiryOf(intent, nowNs),
  };
}

function isPlain(intent: OrderIntent): boolean {
  return (
    intent.triggerTicks === undefined &&
    intent.triggerBy === undefined &&
    intent.trailTicks === undefined &&
    intent.activationTicks === undefined &&
    intent.displayLots === undefined &&
    intent.reduceOnly === undefined &&
    intent.expiresNs === undefined &&
    intent.expiresAfter === undefined
  );
}

function expiryOf({ expiresNs, expiresAfter }: OrderIntent, nowNs: number): number {
  if (expiresAfter === undefined) return expiresNs ?? -1;
  if (expiresNs !== undefined) {
    throw new ConfigError("expiresAfter", "give it or expiresNs, not both");
  }
  const isText = typeof expiresAfter === "string";
  return nowNs + (isText ? parseDuration(expiresAfter, "expiresAfter") : expiresAfter);
}
