import type { OrderTrack, Outcome } from "../story/outcome.ts";
import type { Story } from "../story/story.ts";
import { timesOf } from "../story/story-tape.ts";
import { bookBands } from "./book-bands.ts";
import { type Frame, ROW } from "./frame.ts";
import { type LabelPlace, Labels } from "./labels.ts";
import { crossMark, fillMark, tradeMark } from "./marks.ts";
import { LEFT, RIGHT } from "./style.ts";
import { element, polyline } from "./svg.ts";

export interface ChartOptions {
  /** Whether sizes of levels are written where they change. */
  readonly sizes: boolean;
}

/** The market at the venue and what the orders do in it. */
export function priceChart(frame: Frame, story: Story, outcome: Outcome, options: ChartOptions): string {
  const labels = new Labels(LEFT + 4);
  labels.block(RIGHT - 54, 0, RIGHT, 26);
  labels.block(RIGHT - 54, frame.height - 26, RIGHT, frame.height);
  const marks = [
    ...outcome.orders.map((order, n) => orderLine(frame, order, offsetOf(outcome, n), labels)),
    ...tradeMarks(frame, story, labels),
    ...fillMarks(frame, outcome, labels),
  ];
  outcome.orders.forEach((order, n) => nameOrder(frame, order, offsetOf(outcome, n), labels));
  if (options.sizes) levelSizes(frame, story, labels);
  return [bookBands(frame, outcome.book), ...marks, labels.toString()].join("\n");
}

/** Orders at one price are drawn a little apart. */
function offsetOf({ orders }: Outcome, n: number): number {
  const price = orders[n]!.stays[0]?.price;
  const same = orders.filter(({ stays }) => price !== undefined && stays[0]?.price === price);
  return same.length < 2 ? 0 : (same.indexOf(orders[n]!) - (same.length - 1) / 2) * 18;
}

function orderLine(frame: Frame, order: OrderTrack, offset: number, labels: Labels): string {
  const parts = order.stays.map(({ fromMs, toMs, price }, n) => {
    const [from, to, y] = [frame.x(fromMs), frame.x(toMs), frame.y(price) + offset];
    labels.block(from, y - 5, to, y + 5);
    const dot = { cx: from, cy: y, r: 7, class: "own-fill" };
    const points: [number, number][] = [
      [from, y],
      [to, y],
    ];
    return polyline("own", points) + (n === 0 ? element("circle", dot) : "");
  });
  if (order.end) {
    const [x, y] = [frame.x(order.end.atMs), frame.y(order.end.price) + offset];
    labels.block(x - 10, y - 10, x + 10, y + 10);
    parts.push(crossMark(x, y, "bad"));
    labels.add(order.end.how, "strong bad-text", around(x, y));
  }
  return parts.join("");
}

/** Writes what an order wants at the beginning of its line, and what it becomes by an amend. */
function nameOrder(frame: Frame, order: OrderTrack, offset: number, labels: Labels): void {
  order.stays.forEach(({ fromMs, price, lots }, n) => {
    const [x, y] = [frame.x(fromMs), frame.y(price) + offset];
    const text = n === 0 ? `your ${order.side} ${lots}` : `now ${lots}`;
    labels.add(text, "own-text strong", around(x, y, n === 0 ? "start" : "middle"));
  });
}

function tradeMarks(frame: Frame, story: Story, labels: Labels): string[] {
  const trades = story.rows.filter(([what]) => what === "sold" || what === "bought");
  return trades.map(([what, price, lots, time]) => {
    const sold = what === "sold";
    const [x, y] = [frame.x(timesOf(time).at), frame.y(price) + (sold ? -13 : 13)];
    labels.block(x - 9, y - 9, x + 9, y + 9);
    labels.add(`${lots} ${what}`, "", [
      { x: x + 13, y: y + 5, anchor: "start" },
      { x: x - 13, y: y + 5, anchor: "end" },
      ...around(x, y),
    ]);
    return tradeMark(x, y, sold);
  });
}

function fillMarks(frame: Frame, { fills, orders }: Outcome, labels: Labels): string[] {
  const told = new Set<string>();
  return fills.map(({ atMs, price, lots, reason, order }) => {
    const { stays } = orders[order - 1]!;
    const offset = stays[0]?.price === price ? offsetOf({ orders } as Outcome, order - 1) : 0;
    const [x, y] = [frame.x(atMs), frame.y(price) + offset];
    labels.block(x - 10, y - 10, x + 10, y + 10);
    const text = told.has(reason) ? `fills ${lots}` : `fills ${lots}: ${reason}`;
    told.add(reason);
    labels.add(text, "own-text strong", around(x, y));
    return fillMark(x, y);
  });
}

function levelSizes(frame: Frame, story: Story, labels: Labels): void {
  for (const [what, price, lots, time] of story.rows) {
    if ((what !== "bid" && what !== "ask") || price < frame.low || price > frame.high) continue;
    const x = frame.x(timesOf(time).at) + 6;
    const y = frame.y(price) + 6;
    if (lots > 0) labels.add(`${lots}`, "small muted", [{ x, y, anchor: "start" }]);
  }
}

/** Places near a mark: above it first, then below, then beside, then further away. */
function around(x: number, y: number, first: LabelPlace["anchor"] = "middle"): LabelPlace[] {
  const places: LabelPlace[] = [];
  for (const near of [ROW / 2 - 6, ROW / 2 + 14]) {
    for (const [dx, anchor] of [
      [0, first],
      [-12, "start"],
      [12, "end"],
    ] as const) {
      places.push({ x: x + dx, y: y - near, anchor }, { x: x + dx, y: y + near + 15, anchor });
    }
    places.push({ x: x + 16, y: y + 6, anchor: "start" }, { x: x - 16, y: y + 6, anchor: "end" });
  }
  return places;
}
