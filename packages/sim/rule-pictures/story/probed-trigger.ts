import type { TriggerStep } from "./outcome.ts";
import { runStory } from "./run-story.ts";
import type { Story, StoryRow } from "./story.ts";
import { timesOf } from "./story-tape.ts";
import { rowsAtVenue } from "./venue-book.ts";

/** Prices that are tried, from the best price of the book away. */
const REACH = 12;

/**
 * The trigger of a stop while it waits: the first price, from where the market is, whose trade wakes
 * it up in a run that ends with that trade.
 */
export function probedTrigger(of: {
  readonly story: Story;
  readonly order: number;
  readonly side: "buy" | "sell";
  readonly fromMs: number;
  readonly toMs: number;
}): TriggerStep[] {
  const { story, order, side, fromMs, toMs } = of;
  const rows = rowsAtVenue(story);
  const times = rows
    .map(([, , , time]) => timesOf(time).at)
    .filter((at) => at > fromMs && at < toMs);
  return [...new Set([fromMs, ...times])].map((atMs): TriggerStep => {
    const before = rows.filter(([, , , time]) => timesOf(time).at <= atMs);
    const last = before.findLast(([what]) => what === "sold" || what === "bought");
    if (last === undefined) throw new Error(`no trade before the stop at ${atMs}`);
    for (let away = 0; away <= REACH; away++) {
      const price = last[1] + (side === "buy" ? away : -away);
      const probe: StoryRow = [side === "buy" ? "bought" : "sold", price, 1, atMs + 0.25];
      const { told } = runStory({ ...story, rows: [...before, probe], endMs: atMs + 1 });
      const woke = told.some((each) => each.order === order && each.change === "triggered");
      if (woke) return { atMs, price };
    }
    throw new Error(`no trade up to ${REACH} ticks away wakes up order ${order} at ${atMs}`);
  });
}
