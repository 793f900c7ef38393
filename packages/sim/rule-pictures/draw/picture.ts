import { tellStory } from "../story/tell-story.ts";
import type { Outcome } from "../story/outcome.ts";
import type { Story } from "../story/story.ts";
import { BALANCE, balanceStrip } from "./balance-strip.ts";
import { Frame } from "./frame.ts";
import { messageLane, ourBook } from "./message-lane.ts";
import { priceChart } from "./price-chart.ts";
import { queueStrip, STRIP } from "./queue-strip.ts";
import { LEFT, STYLE, WIDTH } from "./style.ts";
import { element, escaped } from "./svg.ts";

/** One story of a picture. Others of the same rows may be told by their queues alone. */
export interface Panel {
  /** What is different from the other panels; empty in a picture of one. */
  readonly heading: string;
  readonly story: Story;
  /** Lowest and highest price that are drawn. */
  readonly prices: readonly [low: number, high: number];
  /**
   * What else is drawn: sizes of levels, the queue of order 1, the book as it reached us, the
   * balance of the account, messages.
   * market-only leaves orders out of the chart.
   */
  readonly show: readonly (
    | "sizes"
    | "queue"
    | "our-book"
    | "messages"
    | "market-only"
    | "balance"
  )[];
  /** The same story with other models, told by its queue below this one's. */
  readonly queues?: readonly { readonly name: string; readonly story: Story }[];
}

/** The picture of one rule. */
export interface RulePicture {
  /** Name of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly panels: readonly Panel[];
}

/** Draws a picture from what the engine does with its stories: the text of an SVG file. */
export function drawPicture({ name, title, caption, panels }: RulePicture): string {
  const parts: string[] = [element("text", { x: 20, y: 38, class: "title" }, escaped(title))];
  const described: string[] = [];
  let y = 56;
  for (const panel of panels) {
    const outcome = tellStory(panel.story);
    described.push(`${panel.heading}: ${describe(outcome)}`.replace(/^: /, ""));
    const { svg, height } = drawPanel(panel, outcome);
    parts.push(element("g", { transform: `translate(0 ${y})` }, svg));
    y += height;
  }
  for (const line of wrapped(caption)) {
    y += 26;
    parts.push(element("text", { x: 20, y }, escaped(line)));
  }
  const height = y + 20;
  const card = { x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 10, class: "card" };
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: "img",
      "aria-labelledby": `${name}-title ${name}-desc`,
    },
    "\n",
    element("title", { id: `${name}-title` }, escaped(title)),
    "\n",
    element("desc", { id: `${name}-desc` }, escaped(`${caption} ${described.join(" ")}`)),
    "\n",
    element("style", {}, STYLE),
    "\n",
    element("rect", card),
    "\n",
    parts.join("\n"),
    "\n",
  )}\n`;
}

function drawPanel(panel: Panel, outcome: Outcome): { svg: string; height: number } {
  const { heading, story, show } = panel;
  const frame = new Frame({ endMs: story.endMs, low: panel.prices[0], high: panel.prices[1] });
  const parts: string[] = [];
  let y = 0;
  const put = (svg: string, height: number): void => {
    parts.push(element("g", { transform: `translate(0 ${y})` }, svg));
    y += height;
  };
  if (heading !== "") {
    put(element("text", { x: LEFT, y: 22, class: "strong" }, escaped(heading)), 30);
  }
  put(
    priceChart(frame, story, outcome, {
      sizes: show.includes("sizes"),
      orders: !show.includes("market-only"),
      name: show.includes("our-book") ? "at the venue" : "",
    }),
    frame.height,
  );
  if (show.includes("queue")) {
    const told = [
      { name: panel.queues === undefined ? "" : story.queue, outcome },
      ...(panel.queues ?? []).map((queue) => ({
        name: queue.name,
        outcome: tellStory(queue.story),
      })),
    ];
    const most = Math.max(...told.flatMap((each) => each.outcome.orders[0]!.queue).map(total));
    for (const each of told) {
      y += 8;
      put(queueStrip(frame, each.outcome, most, each.name), STRIP);
    }
  }
  if (show.includes("balance")) {
    y += 8;
    put(balanceStrip(frame, outcome.balance), BALANCE);
  }
  const ours = show.includes("our-book") ? ourBook(frame, story, outcome.seen) : undefined;
  if (ours) put(ours.svg, ours.height);
  if (show.includes("messages")) {
    const lane = messageLane(frame, story, outcome.messages, ours !== undefined);
    // The messages go the same way as the market data.
    const bottom = y;
    if (ours) y -= ours.height;
    put(lane.svg, lane.height);
    y = Math.max(y, bottom);
  }
  return { svg: parts.join("\n"), height: y + 10 };
}

function total({ ahead, behind, own }: { ahead: number; behind: number; own: number }): number {
  return own + (ahead === Number.POSITIVE_INFINITY ? 0 : ahead + behind);
}

/** What happened, for those who do not see the picture. */
function describe({ fills, orders, messages }: Outcome): string {
  const lines = [
    ...messages
      .filter(({ from }) => from === "us")
      .map(({ text, leftMs }) => `${leftMs} ms: you send ${text}.`),
    ...fills.map(
      ({ atMs, order, lots, price, reason }) =>
        `${atMs} ms: order ${order} fills ${lots} at ${price}, ${reason}.`,
    ),
    ...orders.flatMap(({ id, end }) => (end ? [`${end.atMs} ms: order ${id} is ${end.how}.`] : [])),
  ];
  return lines.toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b)).join(" ");
}

const LINE = 66;

/** A text in lines that are as wide as the picture. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LINE) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
