import type { Outcome } from "../story/outcome.ts";
import type { Frame } from "./frame.ts";
import { Labels } from "./labels.ts";
import { fillMark } from "./marks.ts";
import { LEFT, RIGHT } from "./style.ts";
import { element } from "./svg.ts";

export const STRIP = 104;

/** The queue at an order's price over time, its front at the bottom: ahead, the order, behind. */
export function queueStrip(
  frame: Frame,
  { orders, fills }: Outcome,
  most: number,
  title: string,
): string {
  const labels = new Labels(LEFT + 4);
  const order = orders[0]!;
  const { queue } = order;
  const lot = (STRIP - 10) / most;
  const parts = [
    element("rect", { x: LEFT, y: 0, width: RIGHT - LEFT, height: STRIP, class: "panel" }),
  ];
  const lastMs = order.stays.at(-1)!.toMs;
  let written = "";
  const steps = queue.filter(({ atMs }, i) => queue[i + 1]?.atMs !== atMs);
  steps.forEach(({ atMs, ahead, behind, own }, i) => {
    const [from, to] = [frame.x(atMs), frame.x(steps[i + 1]?.atMs ?? lastMs)];
    const box = (className: string, bottom: number, lots: number): void => {
      const height = Math.min(lots * lot, STRIP - bottom);
      const at = { x: from, y: STRIP - bottom - height, width: to - from, height };
      if (height > 0) parts.push(element("rect", { ...at, class: className }));
    };
    const endless = ahead === Number.POSITIVE_INFINITY;
    const front = endless ? STRIP * 0.6 : ahead * lot;
    box("ahead", 0, endless ? front / lot : ahead);
    box("own-block", front, own);
    box("behind", front + own * lot, endless ? 0 : behind);
    if (to - from < 24) return;
    const text = endless ? "no end" : `${Math.round(ahead * 100) / 100}`;
    const y = front < 24 ? STRIP - front - own * lot - 6 : STRIP - front / 2 + 6;
    if (text !== written) labels.add(text, "small", [{ x: from + 6, y, anchor: "start" }]);
    written = text;
  });
  const gutter = (y: number, className: string, word: string): string =>
    element("text", { x: LEFT - 8, y, "text-anchor": "end", class: `small ${className}` }, word);
  parts.push(
    gutter(26, "muted", "behind"),
    gutter(56, "own-text strong", "you"),
    gutter(86, "muted", "ahead"),
  );
  for (const { lots, reason, atMs, order: id } of fills) {
    if (id !== order.id || reason !== "queue-reached") continue;
    const own = queue.findLast((step) => step.atMs < atMs)?.own ?? order.lots;
    const [x, y] = [frame.x(atMs), STRIP - (own * lot) / 2];
    parts.push(fillMark(x, y));
    if (title !== "") {
      labels.add(`fills ${lots}`, "own-text strong", [{ x: x + 14, y: y + 6, anchor: "start" }]);
    }
  }
  if (title !== "") labels.add(title, "strong", [{ x: RIGHT - 8, y: 23, anchor: "end" }]);
  parts.push(labels.toString());
  return parts.join("\n");
}
