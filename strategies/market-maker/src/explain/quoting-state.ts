import type { Order } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";

/** Why nothing is quoted, beside what the plan itself says. */
export const WARMING = "warming up: the strategy sees the market but may not trade yet";
export const BLIND = "it has not looked at the market yet";
export const LEAVING = "the open quotes are being canceled";
export const NOTHING_SENT = "nothing was sent";

/**
 * Why the market maker does not quote at this moment; "" when it does. It quotes when there is a
 * plan and at least one order of it is open, or on its way, without a cancel under way. Constant
 * texts or texts of others only: this runs at each look.
 */
export function whyNotQuoting(of: {
  readonly warming: boolean;
  readonly blind: boolean;
  readonly look: Look;
  readonly open: readonly Order[];
  /** Why the keeper of the orders sends nothing; "" when it may. */
  readonly held: string;
}): string {
  if (of.warming) return WARMING;
  if (of.blind) return BLIND;
  if (of.look.plan.problem !== "") return of.look.plan.problem;
  let leaving = false;
  for (let i = 0; i < of.open.length; i++) {
    const order = of.open[i]!;
    if (order.timeInForce === "ioc") continue;
    if (order.request !== "cancel") return "";
    leaving = true;
  }
  if (of.held !== "") return of.held;
  return leaving ? LEAVING : NOTHING_SENT;
}
