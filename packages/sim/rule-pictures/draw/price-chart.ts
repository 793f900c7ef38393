import type { FillMark, OrderTrack, Outcome } from "../story/outcome.ts";
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
  readonly orders: boolean;
  /** Written into the chart's corner. */
  readonly name: string;
}

/** The market at the venue and what the orders do in it. */
export function priceChart(
  frame: Frame,
  story: Story,
  outcome: Outcome,
  options: ChartOptions,
): string {
  const labels = new Labels(LEFT + 4);
  labels.block(RIGHT - 54, 0, RIGHT, 26);
  labels.block(RIGHT - 54, frame.height - 26, RIGHT, frame.height);
  if (options.name !== "") {
    labels.add(options.name, "strong", [{ x: LEFT + 8, y: 23, anchor: "start" }]);
  }
  const { orders, fills } = options.orders ? outcome : { orders: [], fills: [] };
  orders.forEach((order, n) => blockLines(frame, order, offsetOf(orders, n), labels));
  const danger = liquidationLine(frame, outcome, labels);
  const lines = orders.map((order, n) => [
    orderLine(frame, order, offsetOf(orders, n)),
    ...triggerLine(frame, order, labels),
    endMark({ frame, order, fills, offset: offsetOf(orders, n), labels }),
  ]);
  const trades = tradeMarks(frame, story, labels);
  const marks = [danger, ...lines.flat(), ...trades, ...fillMarks(frame, fills, orders, labels)];
  orders.forEach((order, n) => nameOrder(frame, order, offsetOf(orders, n), labels));
  if (options.sizes) levelSizes(frame, story, labels);
  return [bookBands(frame, outcome.book), ...marks, labels.toString()].join("\n");
}

/** Orders that are at one price at one time are drawn a little apart. */
function offsetOf(orders: readonly OrderTrack[], n: number): number {
  const mine = spanOf(orders[n]!);
  const same = orders.filter((each) => {
    const other = spanOf(each);
    return other.price === mine.price && other.fromMs <= mine.toMs && mine.fromMs <= other.toMs;
  });
  return same.length < 2 ? 0 : (same.indexOf(orders[n]!) - (same.length - 1) / 2) * 18;
}

function spanOf({ stays, end }: OrderTrack): {
  readonly price: number;
  readonly fromMs: number;
  readonly toMs: number;
} {
  const at = end?.atMs ?? -1;
  const price = stays[0]?.price ?? end?.price ?? -1;
  return { price, fromMs: stays[0]?.fromMs ?? at, toMs: stays.at(-1)?.toMs ?? at };
}

function blockLines(frame: Frame, order: OrderTrack, offset: number, labels: Labels): void {
  for (const { fromMs, toMs, price } of order.stays) {
    const y = frame.y(price) + offset;
    labels.block(frame.x(fromMs), y - 5, frame.x(toMs), y + 5);
  }
}

function orderLine(frame: Frame, order: OrderTrack, offset: number): string {
  const parts = order.stays.map(({ fromMs, toMs, price }, n) => {
    const [from, to, y] = [frame.x(fromMs), frame.x(toMs), frame.y(price) + offset];
    const dot = { cx: from, cy: y, r: 7, class: "own-fill" };
    const points: [number, number][] = [
      [from, y],
      [to, y],
    ];
    return polyline("own", points) + (n === 0 ? element("circle", dot) : "");
  });
  return parts.join("");
}

/** A cross where an order ended without a fill, beside its last fill if that came at the same time. */
function endMark(of: {
  frame: Frame;
  order: OrderTrack;
  fills: readonly FillMark[];
  offset: number;
  labels: Labels;
}): string {
  const { frame, order, labels } = of;
  const { end } = order;
  if (end === undefined) return "";
  const fills = of.fills.some((fill) => fill.order === order.id && fill.atMs === end.atMs);
  const x = frame.x(end.atMs) + (fills ? 24 : 0);
  const y = frame.y(end.price) + of.offset;
  labels.block(x - 10, y - 10, x + 10, y + 10);
  const named = order.stays.length > 0 || order.trigger.length > 0;
  const text = named ? end.how : `${order.name}: ${end.how}`;
  labels.add(text, "strong bad-text", around(x, y));
  return crossMark(x, y, "bad");
}

/** The trigger of a stop that waits: a broken line, since it stands in no book. */
function triggerLine(
  frame: Frame,
  { trigger, triggerToMs, name }: OrderTrack,
  labels: Labels,
): string[] {
  const [first] = trigger;
  if (first === undefined) return [];
  const points = trigger.flatMap(({ atMs, price }, i): [number, number][] => {
    const y = frame.y(price);
    return [
      [frame.x(atMs), y],
      [frame.x(trigger[i + 1]?.atMs ?? triggerToMs), y],
    ];
  });
  points.forEach(([x, y], i) => {
    const from = points[i - 1];
    if (from) labels.block(from[0] - 4, Math.min(from[1], y) - 4, x + 4, Math.max(from[1], y) + 4);
  });
  const [x, y] = [frame.x(first.atMs), frame.y(first.price)];
  labels.add(name, "own-text strong", around(x, y, "start"));
  return [polyline("waits", points), element("circle", { cx: x, cy: y, r: 7, class: "own-fill" })];
}

/** Writes what an order wants at the beginning of its line, and what it becomes by an amend. */
function nameOrder(frame: Frame, order: OrderTrack, offset: number, labels: Labels): void {
  order.stays.forEach(({ fromMs, price, lots }, n) => {
    const [x, y] = [frame.x(fromMs), frame.y(price) + offset];
    const text = n === 0 ? order.name : `now ${lots}`;
    labels.add(text, "own-text strong", around(x, y, n === 0 ? "start" : "middle"));
  });
}

/** The price at which the position is liquidated, from when it is known to when the venue closes it. */
function liquidationLine(
  frame: Frame,
  { liquidation, fills, orders }: Outcome,
  labels: Labels,
): string {
  const venues = orders.find(({ name }) => name.startsWith("the venue"));
  const toMs = fills.find(({ order }) => order === venues?.id)?.atMs ?? frame.endMs;
  const inside = liquidation.filter(({ price }) => price >= frame.low && price <= frame.high);
  const points = inside.flatMap(({ atMs, price }, i): [number, number][] => [
    [frame.x(atMs), frame.y(price)],
    [frame.x(inside[i + 1]?.atMs ?? toMs), frame.y(price)],
  ]);
  const [first] = points;
  if (first === undefined) return "";
  labels.block(first[0], first[1] - 4, frame.x(toMs), first[1] + 4);
  labels.add("liquidation", "bad-text", around(first[0], first[1], "start"));
  return polyline("danger", points);
}

function tradeMarks(frame: Frame, story: Story, labels: Labels): string[] {
  const trades = story.rows.filter(([what]) => what === "sold" || what === "bought");
  return trades.map(([what, price, lots, time]) => {
    const sold = what === "sold";
    const [x, y] = [frame.x(timesOf(time).at), frame.y(price) + (sold ? -15 : 15)];
    labels.block(x - 9, y - 9, x + 9, y + 9);
    labels.add(`${lots} ${what}`, "", [
      { x: x + 13, y: y + 5, anchor: "start" },
      { x: x - 13, y: y + 5, anchor: "end" },
      ...around(x, y),
    ]);
    return tradeMark(x, y, sold);
  });
}

function fillMarks(
  frame: Frame,
  fills: readonly FillMark[],
  orders: readonly OrderTrack[],
  labels: Labels,
): string[] {
  const named = new Set<string>();
  const at = fills.map(({ atMs, price, order }, n) => {
    const rests = orders[order - 1]!.stays[0]?.price === price;
    // Several at one price and time stand side by side.
    const same = fills.slice(0, n).filter((each) => each.atMs === atMs && each.price === price);
    const aside = rests ? 0 : same.length * 22;
    const y = frame.y(price) + (rests ? offsetOf(orders, order - 1) : 0);
    return { x: frame.x(atMs) + aside, y, rests };
  });
  for (const { x, y } of at) labels.block(x - 10, y - 10, x + 10, y + 10);
  return fills.map(({ lots, reason }, n) => {
    const { x, y, rests } = at[n]!;
    const venues = orders[fills[n]!.order - 1]!.name.startsWith("the venue");
    const fill = venues ? `the venue sells ${lots}` : `fills ${lots}`;
    const text = named.has(reason) ? fill : `${fill}: ${reason}`;
    named.add(reason);
    const places = around(x, y);
    labels.add(text, "own-text strong", rests ? places : [...beside(x, y), ...places]);
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
  for (const near of [9, 17, ROW / 2 + 14]) {
    for (const [dx, anchor] of [
      [0, first],
      [-12, "start"],
      [12, "end"],
    ] as const) {
      places.push({ x: x + dx, y: y - near, anchor }, { x: x + dx, y: y + near + 15, anchor });
    }
    places.push(...beside(x, y));
  }
  return places;
}

function beside(x: number, y: number): LabelPlace[] {
  return [
    { x: x + 16, y: y + 6, anchor: "start" },
    { x: x - 16, y: y + 6, anchor: "end" },
  ];
}
