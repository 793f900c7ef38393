import { element, polyline } from "./svg.ts";

/** A trade: a triangle that points down when somebody sold, up when somebody bought. */
export function tradeMark(x: number, y: number, sold: boolean): string {
  const tip = sold ? 9 : -9;
  const points = `${x - 9},${y - tip} ${x + 9},${y - tip} ${x},${y + tip}`;
  return element("polygon", { points, class: "trade" });
}

/** An execution of an own order. */
export function fillMark(x: number, y: number): string {
  return element("circle", { cx: x, cy: y, r: 9, class: "own-fill" });
}

/** The end of something without success. */
export function crossMark(x: number, y: number, className: string): string {
  const r = 8;
  return [
    polyline(className, [
      [x - r, y - r],
      [x + r, y + r],
    ]),
    polyline(className, [
      [x - r, y + r],
      [x + r, y - r],
    ]),
  ].join("");
}

/** An arrow; `name` is the class of its line, and with -head that of its head. */
export function arrow(
  name: string,
  from: readonly [number, number],
  to: readonly [number, number],
): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.sqrt(dx * dx + dy * dy);
  const [ux, uy] = [dx / length, dy / length];
  const back = [to[0] - ux * 12, to[1] - uy * 12] as const;
  const corners = [
    [to[0], to[1]],
    [back[0] - uy * 6, back[1] + ux * 6],
    [back[0] + uy * 6, back[1] - ux * 6],
  ].map(([x, y]) => `${Math.round(x! * 10) / 10},${Math.round(y! * 10) / 10}`);
  return (
    polyline(name, [from, back]) +
    element("polygon", { points: corners.join(" "), class: `${name}-head` })
  );
}
