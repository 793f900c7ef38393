import type { FillMark, OrderTrack, Stay } from "./outcome.ts";
import { probedTrack } from "./probed-track.ts";
import { probedTrigger } from "./probed-trigger.ts";
import { queueTrack } from "./queue-track.ts";
import type { StoryRun } from "./run-story.ts";
import type { Story, StoryAct } from "./story.ts";
import { MS } from "./story-tape.ts";
import type { ToldFrom } from "./tell-story.ts";
import type { Asked } from "./watched-models.ts";

type Placed = Extract<StoryAct, { place: unknown }>;

/** What became of each order of a story at the venue. */
export function orderTracks(of: {
  readonly story: Story;
  readonly run: StoryRun;
  readonly told: readonly ToldFrom[];
  readonly fills: readonly FillMark[];
}): OrderTrack[] {
  const { story, run } = of;
  const placed = story.acts.filter((act): act is Placed => "place" in act);
  return run.result.orders.map(({ orderId: id, side, state }) => {
    const told = of.told.filter(({ order }) => order === id);
    const fills = of.fills.filter(({ order }) => order === id);
    const act = placed[id - 1];
    if (act === undefined) return venueOrder({ id, side, fills });
    const { price, lots, more = {} } = act;
    const end = endOf(told, price);
    const closedMs = end?.atMs ?? (state === "filled" ? fills.at(-1)!.atMs : story.endMs);
    const stop = more.type !== undefined && /stop/.test(more.type);
    const triggerToMs = told.find(({ change }) => change === "triggered")?.leftMs ?? closedMs;
    const track = { id, side, lots, end, name: nameOf(act), triggerToMs };
    if (stop) {
      const fromMs = told.find(({ change }) => change === "accepted")?.leftMs ?? closedMs;
      const waits = { story, order: id, side, fromMs, toMs: triggerToMs };
      return { ...track, stays: [], queue: [], trigger: probedTrigger(waits) };
    }
    const { stays, fronts } = staysOf(told, act, closedMs, run.asked);
    // Only queue models can be watched: the true queue and hidden parts are in none.
    const probed = story.queue === "fifo" || more.displayLots !== undefined;
    const queue = probed
      ? probedTrack({ story, side, stays })
      : queueTrack({ story, side, stays, fills, fronts, asked: run.asked });
    return { ...track, stays, queue, trigger: [] };
  });
}

/** An order that the venue placed for the account: it takes at once. */
function venueOrder(of: {
  readonly id: number;
  readonly side: "buy" | "sell";
  readonly fills: readonly FillMark[];
}): OrderTrack {
  const lots = of.fills.reduce((sum, fill) => sum + fill.lots, 0);
  const name = `the venue's ${of.side}`;
  const { id, side } = of;
  return {
    id,
    side,
    lots,
    name,
    stays: [],
    end: undefined,
    queue: [],
    trigger: [],
    triggerToMs: 0,
  };
}

function nameOf({ place, lots, more = {} }: Placed): string {
  const shown = more.displayLots === undefined ? "" : `, ${more.displayLots} shown`;
  const what = more.type?.replace("-", " ");
  return `your ${place} ${lots}${shown}${what === undefined ? "" : `, ${what}`}`;
}

/** The times that an order rests, and what was ahead of it where it came into a queue. */
function staysOf(
  told: readonly ToldFrom[],
  { price, lots }: Placed,
  toMs: number,
  asked: readonly Asked[],
): { stays: Stay[]; fronts: (number | undefined)[] } {
  const stays: Stay[] = [];
  const fronts: (number | undefined)[] = [];
  for (const { change, leftMs: fromMs, ...to } of told) {
    if ((change !== "accepted" && change !== "amended") || fromMs === undefined) continue;
    const before = stays.at(-1);
    if (before) stays[stays.length - 1] = { ...before, toMs: fromMs };
    const wants = change === "accepted" ? { price, lots } : { price: to.price, lots: to.lots };
    stays.push({ fromMs, toMs, ...wants });
    fronts.push(frontOnArrival(asked, fromMs * MS, change));
  }
  return { stays, fronts };
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
  // Long reasons are told by the caption.
  const rested = told.some(({ change }) => change === "accepted");
  const why = rested && (last.reason?.length ?? 99) < 13 ? `: ${last.reason}` : "";
  return { atMs: last.leftMs, price, how: `${last.change}${why}` };
}
