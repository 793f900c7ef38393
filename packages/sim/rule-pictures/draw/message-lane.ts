import { parseDuration } from "@mexoms/core";
import type { BookStep, Message } from "../story/outcome.ts";
import type { Story } from "../story/story.ts";
import { MS, timesOf } from "../story/story-tape.ts";
import { bookBands } from "./book-bands.ts";
import type { Frame } from "./frame.ts";
import { Labels } from "./labels.ts";
import { arrow, crossMark } from "./marks.ts";
import { LEFT, RIGHT, TEXT } from "./style.ts";
import { element } from "./svg.ts";

/** Height of the way between the venue and us. */
export const WAY = 52;
const ROWS = 3;

/** Messages between the venue, above, and us, on the line below. */
export function messageLane(
  frame: Frame,
  story: Story,
  messages: readonly Message[],
  onBook: boolean,
): { svg: string; height: number } {
  const labels = new Labels(LEFT + 4);
  const rows = Array.from({ length: ROWS }, (_, n) => WAY + 24 + n * 25);
  const parts = [element("line", { x1: LEFT, x2: RIGHT, y1: WAY, y2: WAY, class: "axis" })];
  const you = { x: LEFT - 8, y: WAY + 6, "text-anchor": "end", class: "small muted" };
  if (onBook) labels.block(LEFT, WAY, LEFT + 130, WAY + 30);
  else parts.push(element("text", you, "you"));
  for (const [fromMs, toMs] of outages(story)) {
    const [x, width] = [frame.x(fromMs), frame.x(toMs) - frame.x(fromMs)];
    parts.unshift(element("rect", { x, y: 0, width, height: WAY, class: "bad-zone" }));
  }
  let lowest = WAY;
  const add = (text: string, className: string, ms: number): void => {
    const x = frame.x(ms);
    const places = rows.flatMap((y) => [
      { x, y, anchor: "middle" as const },
      { x: x - 8, y, anchor: "start" as const },
      { x: x + 8, y, anchor: "end" as const },
    ]);
    lowest = Math.max(lowest, labels.add(text, className, places));
  };
  for (const { from, text, leftMs, arrivesMs, bad } of messages) {
    const ours = from === "us";
    if (leftMs !== undefined) {
      const [x1, x2] = [frame.x(leftMs), frame.x(arrivesMs)];
      parts.push(ours ? arrow("sent", [x1, WAY], [x2, 0]) : arrow("heard", [x1, 0], [x2, WAY]));
      if (ours && bad) parts.push(crossMark(x2, 8, "bad"));
    }
    const name = ours ? "own-text" : bad ? "bad-text" : "";
    add(text, name, ours ? leftMs! : arrivesMs);
  }
  return { svg: [...parts, labels.toString()].join("\n"), height: lowest + TEXT.label - 9 };
}

/** Times of outages of order entry. */
function outages({ faults = [] }: Story): [fromMs: number, toMs: number][] {
  return faults.flatMap((fault): [number, number][] => {
    if (fault.kind !== "outage" || typeof fault.at !== "string") return [];
    const fromMs = parseDuration(fault.at, "at") / MS;
    return [[fromMs, fromMs + parseDuration(fault.for, "for") / MS]];
  });
}

/** Market data on its way to us, and the book as it is there. */
export function ourBook(
  frame: Frame,
  story: Story,
  seen: readonly BookStep[],
): { svg: string; height: number } {
  const times = story.rows
    .map(([, , , time]) => timesOf(time))
    .filter(({ at, seen: by }) => by > at);
  const unique = new Map(times.map((each) => [`${each.at} ${each.seen}`, each]));
  const arrows = [...unique.values()].map((each) =>
    arrow("feed", [frame.x(each.at), 0], [frame.x(each.seen), WAY]),
  );
  for (const { seen: byMs } of unique.values()) {
    const valid = seen.findLast(({ atMs }) => atMs <= byMs)?.valid ?? true;
    if (!valid) arrows.push(crossMark(frame.x(byMs), WAY - 6, "bad"));
  }
  const book = element("g", { transform: `translate(0 ${WAY})` }, bookBands(frame, seen));
  const name = { x: LEFT + 11, y: WAY + 23, class: "strong halo" };
  const title = element("text", name, "what you see");
  return { svg: [book, title, ...arrows].join("\n"), height: WAY + frame.height };
}
