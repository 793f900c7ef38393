import type { FillMark, QueueStep, Stay } from "./outcome.ts";
import type { Story } from "./story.ts";
import { timesOf } from "./story-tape.ts";
import { rowsAtVenue } from "./venue-book.ts";
import type { Asked } from "./watched-models.ts";

/**
 * The queue at the price of one order through its stays, from what the queue model was asked and said.
 * Trades take from the front; each answer of the model must start from the front so found, or the
 * picture would not be of this run.
 */
export function queueTrack(options: {
  readonly story: Story;
  readonly side: "buy" | "sell";
  readonly stays: readonly Stay[];
  readonly fills: readonly FillMark[];
  /** What the model said on arrival, for each stay: undefined when the order kept its place. */
  readonly fronts: readonly (number | undefined)[];
  readonly asked: readonly Asked[];
}): QueueStep[] {
  const { story, side, stays, fills, fronts, asked } = options;
  const [level, trade] = side === "buy" ? ["bid", "sold"] : ["ask", "bought"];
  const said = asked.filter((each) => each.what === "level");
  const steps: QueueStep[] = [];
  let front = 0;
  stays.forEach((stay, n) => {
    front = fronts[n] ?? front;
    const rows = rowsAtVenue(story).filter(([, price]) => price === stay.price);
    const before = rows.filter(
      ([what, , , time]) => what === level && timesOf(time).at <= stay.fromMs,
    );
    let shown = before.at(-1)?.[2] ?? 0;
    let own = stay.lots;
    const note = (atMs: number): void => {
      const ahead = Math.max(0, front);
      steps.push({ atMs, ahead, behind: Math.max(0, shown - ahead), own });
    };
    note(stay.fromMs);
    for (const [what, , lots, time] of rows) {
      const atMs = timesOf(time).at;
      if (atMs <= stay.fromMs || atMs > stay.toMs) continue;
      if (own === 0) break;
      if (what === level) {
        const answer = said.findIndex((each) => each.front === front);
        // The order has left at this very instant.
        if (answer < 0 && atMs === stay.toMs) break;
        if (answer < 0) throw new Error(`the queue model was not asked about ${what} at ${atMs}`);
        front = said.splice(answer, 1)[0]!.after;
        shown = lots;
      } else if (what === trade) {
        front -= lots;
        const fill = fills.find((each) => each.atMs === atMs && each.reason === "queue-reached");
        if (fill) {
          front = 0;
          own -= fill.lots;
        }
      }
      note(atMs);
    }
  });
  return steps;
}
