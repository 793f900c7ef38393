import {
  CUT_BY_BALANCE,
  CUT_BY_ROOM,
  MOVED_BY_DEPTH,
  MOVED_BY_MIN_SPREAD,
  MOVED_BY_OWN_ORDER,
  MOVED_BY_POST_ONLY,
  MOVED_BY_PRICE_BAND,
  MOVED_TO_IMPROVE,
  MOVED_TO_JOIN,
  MOVED_TO_REDUCE,
  SIZED_BY_INVENTORY,
} from "../pipeline/quote-plan.ts";

const WORDS: readonly (readonly [bit: number, words: string])[] = [
  [MOVED_TO_JOIN, "joins the touch"],
  [MOVED_TO_IMPROVE, "improves on the touch"],
  [MOVED_BY_MIN_SPREAD, "held by the minimum spread or fee floor"],
  [MOVED_BY_DEPTH, "behind size of others"],
  [MOVED_TO_REDUCE, "reduces inventory"],
  [MOVED_BY_PRICE_BAND, "held by the price band"],
  [MOVED_BY_POST_ONLY, "held by post-only"],
  [MOVED_BY_OWN_ORDER, "away from an own order"],
  [SIZED_BY_INVENTORY, "sized by inventory"],
  [CUT_BY_ROOM, "cut to the room under maxInventory and the risk limits"],
  [CUT_BY_BALANCE, "cut to the balance"],
];

/** What the bits of a quote's `why` say. */
export function whyWords(why: number): string[] {
  return WORDS.filter(([bit]) => (why & bit) !== 0).map(([, words]) => words);
}
