import type { Order } from "@mexoms/core";
import type { Decisions, DecisionWhy, SideDecisions } from "../lifecycle/decisions.ts";
import type { Look } from "../pipeline/look.ts";

export const BLIND = "it has not looked at the market yet";
export const LEAVING = "the open quotes are being canceled";
export const NOTHING_SENT = "no quote could be sent";

/** Why an order is not sent or not changed, for people. */
export const WAITS: Readonly<Record<DecisionWhy, string>> = {
  "": "",
  "on-target": "it stands where it should",
  "within-tolerance": "it is near enough",
  "queue-value": "its place in the queue is worth more than the move gains",
  missing: "there was none",
  "too-small": "it is too small",
  "too-large": "it is too large",
  nearer: "it should be nearer to the touch",
  danger: "it would be picked off",
  "over-cap": "there is more open than maxInventory allows",
  surplus: "it is one too many",
  dwell: "the wish to be nearer has not lasted for tightenAfter",
  budget: "the message budget is spent",
  unanswered: "the venue has not answered the last request",
  "waits-cancel": "the room is taken by orders whose cancel is not answered",
  "no-room": "no room under maxInventory and the risk limits",
  cooldown: "the side rests after a fill, see filledDelay",
  backoff: "the venue has refused a quote, it is tried again soon",
  rejects: "the venue refuses quotes, the side pauses for rejectPause",
  "own-order": "an own order on the other side is in the way",
  filter: "below the smallest size or value that the venue takes",
  denied: "the risk limits deny it, it is asked again later",
  warming: "warming up: the strategy sees the market but may not trade yet",
  "mass-cancel": "everything is being canceled at the venue, as a request was not answered in time",
  stopped: "quoting was stopped",
};

/** What tells whether the market maker quotes. Living objects, read anew each time. */
export interface QuotingSigns {
  readonly warming: boolean;
  readonly blind: boolean;
  readonly look: Look;
  /** Open orders of the quoted instrument. */
  readonly open: readonly Order[];
  readonly keeper: Decisions;
}

/**
 * Why the market maker does not quote at this moment; "" when it does. It quotes when there is a
 * plan, and an order of it is open or on its way with no cancel under way. Only texts that exist
 * already: this runs at each look.
 */
export function whyNotQuoting(signs: QuotingSigns): string {
  if (signs.warming) return WAITS.warming;
  if (signs.blind) return BLIND;
  if (signs.look.plan.problem !== "") return signs.look.plan.problem;
  let leaving = false;
  for (let i = 0; i < signs.open.length; i++) {
    const order = signs.open[i]!;
    if (order.timeInForce === "ioc") continue;
    if (order.request !== "cancel") return "";
    leaving = true;
  }
  const { buy, sell } = signs.keeper;
  const held = waitOf(buy) || waitOf(sell);
  if (held !== "") return held;
  return leaving ? LEAVING : NOTHING_SENT;
}

/** The same with what the venue said, where it refuses. Makes text: for those who ask. */
export function reasonNotQuoting(signs: QuotingSigns): string {
  const whyNot = whyNotQuoting(signs);
  const refuses = whyNot === WAITS.rejects || whyNot === WAITS.backoff;
  const { buy, sell } = signs.keeper;
  if (whyNot === WAITS.denied) return `${whyNot}: ${denialOf(buy) || denialOf(sell)}`;
  const said = buy.refusedFor || sell.refusedFor;
  return refuses && said !== "" ? `${whyNot}: ${said}` : whyNot;
}

/** Why a side that should have quotes has sent none. */
function waitOf(side: SideDecisions): string {
  if (side.hold !== "") return WAITS[side.hold];
  for (let i = 0; i < side.count; i++) {
    const { kind, why } = side.levels[i]!;
    if (kind === "wait") return WAITS[why];
  }
  return "";
}

/** What risk said to the first level that it denied. */
function denialOf({ levels, count }: SideDecisions): string {
  return levels.find(({ denial }, i) => i < count && denial !== "")?.denial ?? "";
}
