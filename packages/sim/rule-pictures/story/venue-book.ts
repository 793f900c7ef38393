import { Book, BUY, ROW_BUY, ROW_DEPTH, ROW_SELL, SELL } from "@mexoms/core/internal";
import type { BookStep } from "./outcome.ts";
import type { Story, StoryRow } from "./story.ts";
import { timesOf } from "./story-tape.ts";

/** Rows of a story by the venue's time. */
export function rowsAtVenue(story: Story): StoryRow[] {
  return story.rows.toSorted((a, b) => timesOf(a[3]).at - timesOf(b[3]).at);
}

/** The best prices at the venue, as the engine's book has them after each instant. */
export function venueBook(story: Story): BookStep[] {
  const book = new Book();
  const steps: BookStep[] = [];
  for (const [what, price, lots, time] of rowsAtVenue(story)) {
    if (what === "bid" || what === "ask") {
      book.apply(ROW_DEPTH | (what === "bid" ? ROW_BUY : ROW_SELL), price, lots);
    }
    const atMs = timesOf(time).at;
    const step = {
      atMs,
      bid: book.has(BUY) ? book.bestTicks(BUY) : undefined,
      ask: book.has(SELL) ? book.bestTicks(SELL) : undefined,
      valid: true,
    };
    if (steps.at(-1)?.atMs === atMs) steps[steps.length - 1] = step;
    else steps.push(step);
  }
  return steps;
}
