import uPlot from "uplot";
import { type Colour, colour, variable } from "./palette.ts";
import { tickText, timeText } from "./time-text.ts";

/** One line of a chart: how it is named, coloured and drawn. */
export interface Line {
  readonly label: string;
  readonly colour: Colour;
  readonly stepped: boolean;
  readonly width: number;
  readonly dash?: number[];
  readonly fill?: (chart: uPlot) => string | CanvasGradient;
}

export interface FrameOptions {
  readonly host: HTMLElement;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly data: uPlot.AlignedData;
  readonly text: (value: number) => string;
  readonly axisText: (value: number, stepSize: number) => string;
  readonly spanMs: readonly [from: number, to: number];
  /** When zero is kept in view; "whole-run" lets go of it as soon as a reader zooms in. */
  readonly zero: "always" | "whole-run" | "never";
  readonly bands?: uPlot.Band[];
  /** Draws over the lines. */
  readonly draw?: (chart: uPlot) => void;
}

/** All charts of a page have one cursor under this key. */
const CURSOR_KEY = "run";
export const Y_AXIS_PX = 76;

/** A uPlot chart in the look of the page, filling the width of its host. */
export function chartFrame(options: FrameOptions): uPlot {
  const [from, to] = options.spanMs;
  return new uPlot(
    {
      ...size(options.host),
      ms: 1,
      padding: [12, 14, 0, 0],
      scales: {
        x: { time: true, min: from, max: to },
        y: { range: (chart, min, max) => valueRange(min, max, keepsZero(chart, options)) },
      },
      axes: [timeAxis(), valueAxis(options)],
      series: [{ value: (_chart, ms) => clockText(ms) }, ...options.lines.map(lineSeries(options))],
      ...(options.bands === undefined ? {} : { bands: options.bands }),
      cursor: {
        sync: {
          key: CURSOR_KEY,
          setSeries: false,
          // Zooming is linked by the page (linked-zoom.ts), exactly and not by pixels.
          filters: { pub: (type) => type === "mousemove" || type === "mouseleave" },
        },
        drag: { x: true, y: false, dist: 4 },
        points: { size: 7 },
      },
      legend: {
        markers: {
          width: 2,
          stroke: (_chart, i) => lineColour(options, i),
          fill: (_chart, i) => lineColour(options, i),
        },
      },
      hooks: { draw: options.draw === undefined ? [] : [options.draw] },
    },
    options.data,
    options.host,
  );
}

/** The size that a chart in this host should have. */
export function size(host: HTMLElement): { readonly width: number; readonly height: number } {
  const height = Number.parseFloat(getComputedStyle(host).getPropertyValue("--chart-height"));
  return { width: Math.max(200, host.clientWidth), height };
}

function lineColour(options: FrameOptions, i: number): string {
  const line = options.lines[i - 1];
  return line === undefined ? "transparent" : variable(line.colour);
}

function lineSeries(options: FrameOptions): (line: Line) => uPlot.Series {
  return (line) => {
    const { fill } = line;
    return {
      label: line.label,
      stroke: () => colour(line.colour),
      width: line.width,
      points: { show: false },
      gaps: (_chart, _line, _first, _last, gaps) => widened(gaps, line.width),
      value: (_chart, value: number | null, _line, i) => {
        if (i === null) return "-";
        return value === null ? "none" : options.text(value);
      },
      ...(line.dash === undefined ? {} : { dash: line.dash }),
      ...(line.stepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
      ...(fill === undefined ? {} : { fill: (chart: uPlot) => fill(chart), fillTo: 0 }),
    };
  };
}

/** A step up or down at the end of a gap belongs to the gap: there was no such price. */
function widened(gaps: uPlot.Series.Gaps, width: number): uPlot.Series.Gaps {
  const more = Math.ceil(width * devicePixelRatio);
  return gaps.map(([from, to]) => [from, to + more]);
}

function timeAxis(): uPlot.Axis {
  return {
    ...axisLook(),
    size: 34,
    space: 84,
    splits: (_chart, _axis, min, max, step) => multiples(min, max, step),
    values: (_chart, ticks, _axis, _space, stepMs) => ticks.map((ms) => tickText(ms, stepMs)),
  };
}

function valueAxis(options: FrameOptions): uPlot.Axis {
  return {
    ...axisLook(),
    size: Y_AXIS_PX,
    space: 34,
    label: options.unit,
    labelSize: 18,
    labelGap: 2,
    labelFont: AXIS_FONT,
    values: (_chart, ticks, _axis, _space, step) => ticks.map((v) => options.axisText(v, step)),
  };
}

export const AXIS_FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

export function axisLook(): uPlot.Axis {
  return {
    stroke: () => colour("muted"),
    font: AXIS_FONT,
    gap: 6,
    grid: { stroke: () => colour("grid"), width: 1 },
    ticks: { show: false },
  };
}

/** Round times of the UTC clock. */
function multiples(min: number, max: number, step: number): number[] {
  const ticks: number[] = [];
  for (let at = Math.ceil(min / step) * step; at <= max; at += step) ticks.push(at);
  return ticks;
}

function keepsZero(chart: uPlot, { zero, spanMs }: FrameOptions): boolean {
  const { min, max } = chart.scales["x"]!;
  const whole = (min ?? spanMs[0]) <= spanMs[0] && (max ?? spanMs[1]) >= spanMs[1];
  return zero === "always" || (zero === "whole-run" && whole);
}

function valueRange(min: number | null, max: number | null, aroundZero: boolean): [number, number] {
  if (min === null || max === null) return [0, 1];
  const low = aroundZero ? Math.min(0, min) : min;
  const high = aroundZero ? Math.max(0, max) : max;
  const pad = (high - low) * 0.08 || Math.abs(high) * 0.001 || 1;
  return [low - pad, high + pad];
}

function clockText(ms: number | null): string {
  if (ms === null) return "-";
  const { date, clock } = timeText(BigInt(Math.round(ms)) * 1_000_000n);
  return `${date} ${clock} UTC`;
}
