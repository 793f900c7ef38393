import { constantLatency, type VenueRulesSpec } from "@mexoms/sim/engine";
import type { Story, StoryRow } from "../story/story.ts";
import { MS } from "../story/story-tape.ts";

/** Levels at the start of a story. */
export function bookAtStart(
  bids: Readonly<Record<number, number>>,
  asks: Readonly<Record<number, number>>,
): StoryRow[] {
  const rows = (what: "bid" | "ask", levels: Readonly<Record<number, number>>): StoryRow[] =>
    Object.entries(levels).map(([price, lots]): StoryRow => [what, Number(price), lots, 0]);
  return [...rows("bid", bids), ...rows("ask", asks)];
}

/** A story with what most of them have: 6 ms each way, the careful queue, whole fills. */
export function story(of: Pick<Story, "rows" | "acts" | "endMs"> & Partial<Story>): Story {
  return {
    latency: constantLatency({ entryNs: 6 * MS, responseNs: 6 * MS }),
    queue: "risk",
    exchange: "no-partial",
    ...of,
  };
}

/** Rules of a venue that forbid nothing; stories change what they are about. */
export const RULES: VenueRulesSpec = {
  venue: "test",
  market: "swap",
  asOf: "a story",
  amend: "keeps-place",
  postOnly: "expired",
  selfTrade: {
    modes: ["expire-taker", "expire-maker", "expire-both", "decrement"],
    default: "expire-maker",
  },
  rates: [],
  openOrders: {},
};
