import type { FillMark, OrderTrack, Stay } from "./outcome.ts";
import { probedTrack } from "./probed-track.ts";
import { queueTrack } from "./queue-track.ts";
import type { StoryRun } from "./run-story.ts";
import type { Story, StoryAct } from "./story.ts";
import { MS } from "./story-tape.ts";
import type { ToldFrom } from "./tell-story.ts";
import type { Asked } from "./watched-models.ts";

/** What became of each order of a story at the venue. */
export function orderTracks(of: {
  readonly story: Story;
  readonly run: StoryRun;
  readonly told: readonly ToldFrom[];
  readonly fills: readonly FillMark[];
}): OrderTrack[] {
  const { story, run } = of;
  const placed = story.acts.filter(
    (act): act is Extract<StoryAct, { place: unknown }> => "place" in act,
  );
  return run.result.orders.map(({ orderId: id, side, state }) => {
    const told = of.told.filter(({ order }) => order === id);
    const fills = of.fills.filter(({ order }) => order === id);
    const { price, lots } = placed[id - 1]!;
    const end = endOf(told, price);
    const closedMs = end?.atMs ?? (state === "filled" ? fills.at(-1)!.atMs : story.endMs);
    const stays: Stay[] = [];
    const fronts: (number | undefined)[] = [];
    for (const { change, leftMs, ...to } of told) {
      if ((change !== "accepted" && change !== "amended") || leftMs === undefined) continue;
      const before = stays.at(-1);
      if (before) stays[stays.length - 1] = { ...before, toMs: leftMs };
      const stay = { fromMs: leftMs, toMs: closedMs };
      stays.push(
        change === "accepted"
          ? { ...stay, price, lots }
          : { ...stay, price: to.price, lots: to.lots },
      );
      fronts.push(frontOnArrival(run.asked, leftMs * MS, change));
    }
    const queue =
      story.queue === "fifo"
        ? probedTrack({ story, side, stays, fills })
        : queueTrack({ story, side, stays, fills, fronts, asked: run.asked });
    return { id, side, lots, stays, end, queue };
  });
}

/** What the model said was ahead, when the answer tells of an order that went into a queue then. */
function frontOnArrival(
  asked: readonly Asked[],
  leftNs: number,
  change: "accepted" | "amended",
): number | undefined {
  const kind = change === "accepted" ? "place" : "amend";
  const answer = asked.findIndex(
    (each) => each.what === "answer" && each.kind === kind && each.leftNs === leftNs,
  );
  // A new order is told of when it is in its queue, an amended one before it goes to the back.
  const arrival = asked[change === "accepted" ? answer - 1 : answer + 1];
  return arrival?.what === "arrival" ? arrival.front : undefined;
}

function endOf(told: readonly ToldFrom[], placedAt: number): OrderTrack["end"] {
  const last = told.findLast(({ change }) => /^(canceled|expired|rejected)$/.test(change));
  if (last?.leftMs === undefined) return undefined;
  const price = told.some(({ change }) => change === "accepted") ? last.price : placedAt;
  return { atMs: last.leftMs, price, how: last.change };
}
