import { element, escaped } from "./svg.ts";
import { RIGHT, TEXT } from "./style.ts";

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a label may stand: its middle, start or end at x, its baseline at y. */
export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
}

/** About the width of a text, in a font that nobody knows. */
export function textWidth(text: string, size: number): number {
  return text.length * size * 0.53;
}

/** Puts labels where nothing else stands. */
export class Labels {
  readonly #taken: Box[] = [];
  readonly #drawn: string[] = [];
  readonly #left: number;

  constructor(left: number) {
    this.#left = left;
  }

  /** Keeps labels away from a box. */
  block(left: number, top: number, right: number, bottom: number): void {
    this.#taken.push({ left, top, right, bottom });
  }

  /** Draws a text at the first place that is free, or at the one that hides least; returns its y. */
  add(text: string, className: string, places: readonly LabelPlace[]): number {
    const size = className.includes("small") ? TEXT.small : TEXT.label;
    const width = textWidth(text, className.includes("strong") ? size * 1.14 : size);
    const boxes = places.map((place) => this.#box(place, width, size));
    const costs = boxes.map((box) =>
      this.#taken.reduce((sum, other) => sum + overlap(box, other), 0),
    );
    const best = costs.indexOf(Math.min(...costs));
    const box = boxes[best]!;
    this.#taken.push(box);
    const { anchor, y } = places[best]!;
    const inside = { start: box.left + 3, middle: (box.left + box.right) / 2, end: box.right - 3 };
    const at = { x: inside[anchor], y, "text-anchor": anchor };
    this.#drawn.push(element("text", { ...at, class: `${className} halo` }, escaped(text)));
    return y;
  }

  toString(): string {
    return this.#drawn.join("\n");
  }

  #box({ x, y, anchor }: LabelPlace, width: number, size: number): Box {
    const from = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
    const left = Math.min(Math.max(from, this.#left), RIGHT - width) - 3;
    return { left, top: y - size, right: left + width + 6, bottom: y + 5 };
  }
}

function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}
