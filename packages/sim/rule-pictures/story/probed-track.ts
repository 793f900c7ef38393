import { type ExchangeModel, parseExchangeModel } from "@mexoms/sim/engine";
import type { QueueStep, Stay } from "./outcome.ts";
import { runStory } from "./run-story.ts";
import type { Story, StoryRow } from "./story.ts";
import { timesOf } from "./story-tape.ts";
import { rowsAtVenue } from "./venue-book.ts";

const MANY = 1000;

/**
 * The queue of an order where no model is asked about it: what stands ahead is what a huge trade at its
 * price would have to use up before it reaches the order, in a run that ends with that trade.
 */
export function probedTrack(of: {
  readonly story: Story;
  readonly side: "buy" | "sell";
  readonly stays: readonly Stay[];
}): QueueStep[] {
  const { story, side, stays } = of;
  const [level, trade] = side === "buy" ? (["bid", "sold"] as const) : (["ask", "bought"] as const);
  const rows = rowsAtVenue(story);
  return stays.flatMap(({ fromMs, toMs, price }) => {
    const times = rows
      .map(([, , , time]) => timesOf(time).at)
      .filter((at) => at > fromMs && at < toMs);
    return [...new Set([fromMs, ...times])].map((atMs): QueueStep => {
      const before = rows.filter(([, , , time]) => timesOf(time).at <= atMs);
      const probe: StoryRow = [trade, price, MANY, atMs + 0.25];
      const { reached, own } = reachedBy({ ...story, rows: [...before, probe], endMs: atMs + 1 });
      const shown = before.findLast(([what, at]) => what === level && at === price)?.[2] ?? 0;
      const ahead = MANY - reached;
      return { atMs, ahead, behind: Math.max(0, shown - ahead), own };
    });
  });
}

/** Lots by which the last row of a story, a trade, goes past what is ahead, and what it finds there. */
function reachedBy(story: Story): { readonly reached: number; readonly own: number } {
  let found: { readonly reached: number; readonly own: number } | undefined;
  const model = parseExchangeModel(story.exchange);
  const exchange: ExchangeModel = {
    name: model.name,
    queueFill: (reached, own) => {
      if (reached > MANY / 2) found ??= { reached, own };
      return model.queueFill(reached, own);
    },
    take: (order, book, sink) => model.take(order, book, sink),
  };
  runStory(story, exchange);
  if (found === undefined) throw new Error(`a trade at ${story.endMs} reaches no order`);
  return found;
}
