import { colour, faded, type Colour } from "../report-page/palette.ts";
import { Axis, axisText, rangeOf, type Spacing, withRoom } from "./axis.ts";
import type { Canvas } from "./canvas.ts";

const LEFT_PX = 58;
const BOTTOM_PX = 40;
const REACH_PX = 18;

/** One trial in a cloud, by its numbers. */
export interface CloudPoint {
  readonly trial: number;
  readonly x: number;
  readonly y: number;
}

export interface CloudAxis {
  readonly title: string;
  /** Texts beside the axis, at their numbers, in place of round numbers. */
  readonly marks?: readonly (readonly [number: number, text: string])[];
}

/** A scatter of trials with two axes: shared by the slices and by the view of two objectives. */
export class PointCloud {
  readonly #canvas: Canvas;
  readonly points: readonly CloudPoint[];
  readonly x: Axis;
  readonly y: Axis;

  /** Scales the axes around the points, which are in the room of the canvas. */
  constructor(canvas: Canvas, points: readonly CloudPoint[], x: Spacing) {
    this.#canvas = canvas;
    this.points = points;
    const { width, height } = canvas;
    this.x = new Axis(rangeOf(points.map((point) => point.x)), [LEFT_PX, width - 12], x);
    this.y = new Axis(rangeOf(points.map(({ y }) => y)), [height - BOTTOM_PX, 10], "linear");
  }

  drawAxes(x: CloudAxis, y: CloudAxis): void {
    const canvas = this.#canvas;
    const bottom = canvas.height - BOTTOM_PX;
    for (const tick of this.y.ticks(44)) {
      canvas.line([LEFT_PX, this.y.at(tick)], [canvas.width - 12, this.y.at(tick)], "grid");
      canvas.text(axisText(tick), [LEFT_PX - 6, this.y.at(tick)], "right");
    }
    for (const [tick, text] of this.#xTicks(x)) {
      canvas.line([this.x.at(tick), 10], [this.x.at(tick), bottom], "grid");
      // A long one moves to the left where the drawing ends.
      const at = Math.min(this.x.at(tick), canvas.width - canvas.textWidth(text) / 2 - 1);
      canvas.text(text, [at, bottom + 12], "center");
    }
    if (this.y.from < 0 && this.y.to > 0) {
      canvas.line([LEFT_PX, this.y.at(0)], [canvas.width - 12, this.y.at(0)], "muted");
    }
    canvas.text(x.title, [(LEFT_PX + canvas.width - 12) / 2, canvas.height - 10], "center", "text");
    canvas.context.save();
    canvas.context.translate(9, bottom / 2);
    canvas.context.rotate(-Math.PI / 2);
    canvas.text(canvas.fitted(y.title, bottom), [0, 0], "center", "text");
    canvas.context.restore();
  }

  drawPoints(name: Colour): void {
    const canvas = this.#canvas;
    canvas.context.fillStyle = faded(name, this.points.length > 300 ? 0.35 : 0.6);
    for (const { x, y } of this.points) canvas.dot(this.x.at(x), this.y.at(y), 3);
  }

  drawLine(points: readonly (readonly [x: number, y: number])[], name: Colour): void {
    const { context } = this.#canvas;
    context.strokeStyle = colour(name);
    context.lineWidth = 2;
    context.beginPath();
    for (const [x, y] of points) context.lineTo(this.x.at(x), this.y.at(y));
    context.stroke();
  }

  /** A ring around one trial. */
  pointOut(trial: number | undefined): void {
    const pixels = trial === undefined ? undefined : this.pixels(trial);
    if (pixels !== undefined) this.#canvas.ring(...pixels);
  }

  /** Where a trial is drawn, if it is. */
  pixels(trial: number): readonly [x: number, y: number] | undefined {
    const point = this.points.find((one) => one.trial === trial);
    return point && [this.x.at(point.x), this.y.at(point.y)];
  }

  /** The points where they are drawn, to the right and up. */
  inPixels(): CloudPoint[] {
    return this.points.map(({ trial, x, y }) => ({ trial, x: this.x.at(x), y: 0 - this.y.at(y) }));
  }

  /** The trial nearest to a pixel, if one is near. */
  nearest(xPx: number, yPx: number): number | undefined {
    let nearest: number | undefined;
    let least = REACH_PX * REACH_PX;
    for (const point of this.points) {
      const away = (this.x.at(point.x) - xPx) ** 2 + (this.y.at(point.y) - yPx) ** 2;
      if (away < least) [nearest, least] = [point.trial, away];
    }
    return nearest;
  }

  #xTicks({ marks }: CloudAxis): (readonly [number, string])[] {
    if (marks === undefined) return this.x.ticks(60).map((tick) => [tick, axisText(tick)]);
    const room = (this.x.end - this.x.start) / Math.max(1, marks.length - 1) - 6;
    const texts = marks.map(
      ([at, text]) => [at, this.#canvas.fitted(text, Math.max(room, 24))] as const,
    );
    return withRoom(
      texts,
      ([at]) => this.x.at(at),
      ([, text]) => this.#canvas.textWidth(text) + 4,
    );
  }
}
