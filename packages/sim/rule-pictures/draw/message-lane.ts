import type { Message } from "../story/outcome.ts";
import type { Frame } from "./frame.ts";
import { Labels } from "./labels.ts";
import { arrow, crossMark } from "./marks.ts";
import { LEFT, RIGHT, TEXT } from "./style.ts";
import { element } from "./svg.ts";

/** Height of the way between the venue and us. */
export const WAY = 52;
const ROWS = 3;

/** Messages between the venue, above, and us, on the line below. */
export function messageLane(frame: Frame, messages: readonly Message[]): { svg: string; height: number } {
  const labels = new Labels(LEFT + 4);
  const rows = Array.from({ length: ROWS }, (_, n) => WAY + 24 + n * 25);
  const parts = [
    element("line", { x1: LEFT, x2: RIGHT, y1: WAY, y2: WAY, class: "axis" }),
    element("text", { x: LEFT - 8, y: WAY + 6, "text-anchor": "end", class: "small muted" }, "you"),
  ];
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
      parts.push(
        ours ? arrow("sent", [x1, WAY], [x2, 0]) : arrow("heard", [x1, 0], [x2, WAY]),
      );
      if (ours && bad) parts.push(crossMark(x2, 8, "bad"));
    }
    const name = ours ? "own-text" : bad ? "bad-text" : "";
    add(text, name, ours ? leftMs! : arrivesMs);
  }
  return { svg: [...parts, labels.toString()].join("\n"), height: lowest + TEXT.label - 9 };
}
