import { colour, faded } from "../report-page/palette.ts";
import { Axis, axisText, rangeOf, spacingOf, withRoom } from "./axis.ts";
import { Canvas } from "./canvas.ts";
import { ColourScale } from "./colour-scale.ts";
import type { Selection } from "./selection.ts";
import { titled } from "./trial-lines.ts";
import type { Trials } from "./trials.ts";

const TOP_PX = 44;
const BOTTOM_PX = 14;
/** Beside the first axis and the last one, less of it on a phone. */
const SIDES_PX = { wide: [64, 64], narrow: [24, 48] } as const;
const NARROW_PX = 480;
/** Half the width of the strip along an axis that can be brushed. */
const REACH_PX = 22;
const BRUSH_PX = 4;
/** Height of the text beside a tick. */
const TICK_PX = 14;

interface Brush {
  readonly axis: number;
  readonly from: number;
  to: number;
}

/**
 * A line a trial over one axis a parameter and one for the metric; dragging along an axis narrows
 * what all views show, a click on it lets go.
 */
export class ParallelLines {
  readonly #canvas: Canvas;
  readonly #selection: Selection;
  #axes: readonly Axis[] = [];
  #brush: Brush | undefined;

  constructor(host: HTMLElement, selection: Selection) {
    this.#selection = selection;
    this.#canvas = new Canvas(host, () => this.#draw());
    selection.onChange(() => this.#canvas.draw());
    const { element } = this.#canvas;
    element.addEventListener("pointerdown", (event) => {
      const axis = this.#axisAt(event.offsetX);
      if (axis === undefined) return;
      this.#brush = { axis, from: event.offsetY, to: event.offsetY };
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener("pointermove", (event) => {
      element.style.cursor = this.#axisAt(event.offsetX) === undefined ? "" : "ns-resize";
      if (this.#brush === undefined) return;
      this.#brush.to = event.offsetY;
      this.#canvas.draw();
    });
    element.addEventListener("pointerup", () => this.#release());
    element.addEventListener("pointercancel", () => {
      this.#brush = undefined;
      this.#canvas.draw();
    });
  }

  show(): void {
    this.#canvas.draw();
  }

  get #parameters(): number {
    return this.#selection.trials.data.parameters.length;
  }

  get #sides(): readonly [left: number, right: number] {
    return SIDES_PX[this.#canvas.width < NARROW_PX ? "narrow" : "wide"];
  }

  /** From an axis to the next one. */
  get #step(): number {
    const [left, right] = this.#sides;
    return (this.#canvas.width - left - right) / this.#parameters;
  }

  #x(axis: number): number {
    return this.#sides[0] + axis * this.#step;
  }

  #axisAt(x: number): number | undefined {
    const axes = [...Array(this.#parameters + 1).keys()];
    return axes.find((axis) => Math.abs(this.#x(axis) - x) <= REACH_PX);
  }

  #release(): void {
    const brush = this.#brush;
    this.#brush = undefined;
    if (brush === undefined) return;
    const axis = this.#axes[brush.axis]!;
    const clicked = Math.abs(brush.to - brush.from) < BRUSH_PX;
    const ends = [axis.value(brush.from), axis.value(brush.to)] as const;
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    if (brush.axis === this.#parameters) {
      const { metric } = this.#selection;
      this.#selection.limit(clicked ? undefined : { metric, from, to });
      return;
    }
    const { levels, levelOf, numbers } = this.#selection.trials.parameter(brush.axis);
    const touched = levels.map((_, level) =>
      numbers.some((value, i) => levelOf[i] === level && value >= from && value <= to),
    );
    const none = clicked || !touched.includes(true);
    this.#selection.allow(brush.axis, none ? levels.map(() => true) : touched);
  }

  #draw(): void {
    const { trials, metric, all, shown } = this.#selection;
    const { height } = this.#canvas;
    const ends = [height - BOTTOM_PX, TOP_PX] as const;
    const values = all.map((trial) => trials.value(trial, metric));
    this.#axes = [
      ...trials.data.parameters.map(
        (spec) => new Axis(rangeOf(spec.numbers), ends, spacingOf(spec)),
      ),
      new Axis(rangeOf(values), ends, "linear"),
    ];
    const inside = new Set(shown);
    const { context } = this.#canvas;
    context.lineWidth = 1;
    context.strokeStyle = faded("market", 0.25);
    for (const trial of all) if (!inside.has(trial)) this.#line(trial);
    this.#drawShown(trials, shown);
    for (const axis of this.#axes.keys()) this.#drawAxis(axis);
    this.#drawBrush();
  }

  /** The best ones last, so that they are on top. */
  #drawShown(trials: Trials, shown: readonly number[]): void {
    const { metric, pointedOut } = this.#selection;
    const { context } = this.#canvas;
    const spec = trials.metric(metric);
    const sign = spec.better === "less" ? -1 : 1;
    const value = (trial: number): number => trials.value(trial, metric);
    const defined = shown.filter((trial) => !Number.isNaN(value(trial)));
    const scale = new ColourScale(defined.map(value), spec.signed);
    context.globalAlpha = defined.length > 300 ? 0.5 : 0.8;
    context.lineWidth = defined.length > 300 ? 1 : 1.4;
    for (const trial of defined.toSorted((a, b) => sign * (value(a) - value(b)))) {
      context.strokeStyle = scale.canvas(value(trial));
      this.#line(trial);
    }
    context.globalAlpha = 1;
    if (pointedOut === undefined) return;
    context.strokeStyle = colour("text");
    context.lineWidth = 2.5;
    this.#line(pointedOut);
  }

  #line(trial: number): void {
    const { trials, metric } = this.#selection;
    const { context } = this.#canvas;
    const end = trials.value(trial, metric);
    context.beginPath();
    for (let p = 0; p < this.#parameters; p++) {
      context.lineTo(this.#x(p), this.#axes[p]!.at(trials.parameterNumber(trial, p)));
    }
    if (!Number.isNaN(end)) {
      context.lineTo(this.#x(this.#parameters), this.#axes[this.#parameters]!.at(end));
    }
    context.stroke();
  }

  #drawAxis(index: number): void {
    const { trials, metric } = this.#selection;
    const canvas = this.#canvas;
    const axis = this.#axes[index]!;
    const x = this.#x(index);
    const last = index === this.#parameters;
    canvas.line([x, axis.end], [x, axis.start], "text");
    const spec = last ? trials.metric(metric) : trials.parameter(index);
    this.#drawTitle(index, titled(spec));
    const words = last ? undefined : trials.parameter(index);
    const ticks: (readonly [number, string])[] =
      words !== undefined && (!words.ordered || words.values.length <= 6)
        ? words.values.map((text, i) => [words.numbers[i]!, text])
        : axis.ticks(40).map((tick) => [tick, axisText(tick)]);
    for (const [tick, text] of withRoom(
      ticks,
      ([at]) => axis.at(at),
      () => TICK_PX,
    )) {
      canvas.line([x - 3, axis.at(tick)], [x + 3, axis.at(tick)], "text");
      const room = (last ? this.#sides[1] : this.#step) - 6;
      this.#tickText(canvas.fitted(text, room), [x + 6, axis.at(tick)]);
    }
  }

  #drawTitle(index: number, text: string): void {
    const canvas = this.#canvas;
    // Every other title is higher where they are close, so that long names do not meet on a phone.
    const close = this.#step < 98;
    const title = canvas.fitted(text, (close ? 2 : 1) * this.#step - 8);
    const half = canvas.textWidth(title) / 2;
    const at = Math.max(half, Math.min(this.#x(index), canvas.width - half));
    canvas.text(title, [at, close && index % 2 === 1 ? 8 : 24], "center", "text");
  }

  /** Text on a patch of the panel, so that lines behind it do not make it unreadable. */
  #tickText(text: string, [x, y]: readonly [number, number]): void {
    const canvas = this.#canvas;
    canvas.context.fillStyle = faded("panel", 0.8);
    canvas.context.fillRect(x - 1, y - 7, canvas.textWidth(text) + 2, 14);
    canvas.text(text, [x, y], "left", "text");
  }

  #drawBrush(): void {
    const { context } = this.#canvas;
    context.strokeStyle = colour("accent");
    context.fillStyle = faded("accent", 0.25);
    const box = (axis: number, from: number, to: number): void => {
      const [x, top] = [this.#x(axis) - 7, Math.min(from, to)];
      context.fillRect(x, top, 14, Math.abs(to - from));
      context.strokeRect(x, top, 14, Math.abs(to - from));
    };
    if (this.#brush !== undefined) box(this.#brush.axis, this.#brush.from, this.#brush.to);
    const { trials, range, metric } = this.#selection;
    for (const [p, { numbers, levelOf }] of trials.data.parameters.entries()) {
      const allowed = this.#selection.allowed(p);
      if (!allowed.includes(false) || p === this.#brush?.axis) continue;
      const axis = this.#axes[p]!;
      for (const [i, value] of numbers.entries()) {
        if (allowed[levelOf[i]!]) box(p, axis.at(value) - 4, axis.at(value) + 4);
      }
    }
    if (range?.metric === metric && this.#brush?.axis !== this.#parameters) {
      const axis = this.#axes[this.#parameters]!;
      const inside = (value: number): number =>
        Math.min(axis.start, Math.max(axis.end, axis.at(value)));
      box(this.#parameters, inside(range.from), inside(range.to));
    }
  }
}
