import type { BookStep } from "../story/outcome.ts";
import type { Frame } from "./frame.ts";
import { LEFT, RIGHT } from "./style.ts";
import { element, polyline } from "./svg.ts";

/** The book as two bands: all prices from the best ask up, and all from the best bid down. */
export function bookBands(frame: Frame, steps: readonly BookStep[]): string {
  const parts = [
    element("rect", { x: LEFT, y: 0, width: RIGHT - LEFT, height: frame.height, class: "panel" }),
  ];
  const edges: Record<"bid" | "ask", [number, number][]> = { bid: [], ask: [] };
  const turns = steps.filter((step, i) => i === 0 || !same(step, steps[i - 1]!));
  turns.forEach((step, i) => {
    const [from, to] = [frame.x(step.atMs), frame.x(turns[i + 1]?.atMs ?? frame.endMs)];
    for (const side of ["ask", "bid"] as const) {
      const price = step[side];
      if (price === undefined) continue;
      const edge = side === "ask" ? frame.below(price) : frame.above(price);
      const [y, height] = side === "ask" ? [0, edge] : [edge, frame.height - edge];
      const box = { x: from, y, width: to - from, height };
      parts.push(element("rect", { ...box, class: step.valid ? side : "stale" }));
      edges[side].push([from, edge], [to, edge]);
    }
  });
  for (let price = frame.low; price < frame.high; price++) {
    const y = frame.above(price);
    parts.push(element("line", { x1: LEFT, x2: RIGHT, y1: y, y2: y, class: "grid" }));
  }
  parts.push(polyline("ask-edge", edges.ask), polyline("bid-edge", edges.bid));
  for (let price = frame.low; price <= frame.high; price++) {
    const at = { x: LEFT - 8, y: frame.y(price) + 6, "text-anchor": "end" };
    parts.push(element("text", { ...at, class: "small muted" }, String(price)));
  }
  const corner = { x: RIGHT - 8, "text-anchor": "end", class: "small muted" };
  parts.push(
    element("text", { ...corner, y: 21 }, "asks"),
    element("text", { ...corner, y: frame.height - 9 }, "bids"),
  );
  return parts.join("\n");
}

function same(a: BookStep, b: BookStep): boolean {
  return a.bid === b.bid && a.ask === b.ask && a.valid === b.valid;
}
