import type { BalanceStep } from "../story/outcome.ts";
import type { Frame } from "./frame.ts";
import { Labels } from "./labels.ts";
import { LEFT, RIGHT } from "./style.ts";
import { element, polyline } from "./svg.ts";

export const BALANCE = 116;

/** The balance of the account over time, with what moved it. */
export function balanceStrip(frame: Frame, steps: readonly BalanceStep[]): string {
  const labels = new Labels(LEFT + 4);
  const most = Math.max(...steps.map(({ balance }) => Number(balance)));
  const y = (balance: string): number => BALANCE - 34 - (Number(balance) / most) * (BALANCE - 68);
  const points = steps.flatMap(({ atMs, balance }, i): [number, number][] => [
    [frame.x(atMs), y(balance)],
    [frame.x(steps[i + 1]?.atMs ?? frame.endMs), y(balance)],
  ]);
  const parts = [
    element("rect", { x: LEFT, y: 0, width: RIGHT - LEFT, height: BALANCE, class: "panel" }),
    polyline("axis line", points),
  ];
  points.forEach(([x, top], i) => {
    const from = points[i - 1];
    if (from)
      labels.block(from[0] - 2, Math.min(from[1], top) - 3, x + 2, Math.max(from[1], top) + 3);
  });
  steps.forEach(({ atMs, what, amount, balance }) => {
    const [x, top] = [frame.x(atMs) + 6, y(balance)];
    const text = what === "deposit" ? balance : `${what} ${amount} = ${balance}`;
    labels.add(text, "", [
      { x, y: top - 8, anchor: "start" },
      { x, y: top + 22, anchor: "start" },
      { x, y: top - 32, anchor: "start" },
    ]);
  });
  const name = { x: LEFT - 8, y: 24, "text-anchor": "end", class: "small muted" };
  return [...parts, element("text", name, "money"), labels.toString()].join("\n");
}
