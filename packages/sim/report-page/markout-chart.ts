import uPlot from "uplot";
import { AXIS_FONT, axisLook, size, Y_AXIS_PX } from "./chart-frame.ts";
import { drawLevel } from "./draw-level.ts";
import { type Colour, colour, faded, variable } from "./palette.ts";
import type { MarkoutGroupData } from "./report-data.ts";
import { secondsText } from "./time-text.ts";

/** Left of the first and right of the last horizon, in powers of ten. */
const MARGIN = 0.18;

/** Colours that stay apart for the colour-blind, each with a dash of its own. */
const LOOKS: readonly { readonly colour: Colour; readonly dash: number[] }[] = [
  { colour: "buy", dash: [] },
  { colour: "sell", dash: [8, 3] },
  { colour: "equity", dash: [2, 3] },
  { colour: "position", dash: [10, 3, 2, 3] },
  { colour: "rose", dash: [4, 4] },
  { colour: "muted", dash: [14, 4] },
];

/** Curves that one chart can tell apart. */
export const CURVES_MAX: number = LOOKS.length;

/** Markouts by the time after the fill, on a scale of powers of ten, each with its band. */
export function markoutChart(
  host: HTMLElement,
  seconds: readonly number[],
  groups: readonly MarkoutGroupData[],
): uPlot {
  const logs = seconds.map((one) => Math.log10(one));
  return new uPlot(
    {
      ...size(host),
      padding: [12, 24, 0, 0],
      scales: {
        x: {
          time: false,
          range: () => [logs[0]! - MARGIN, logs.at(-1)! + MARGIN],
        },
        y: { range: () => valueRange(groups) },
      },
      axes: [
        {
          ...axisLook(),
          size: 28,
          label: "Time after the fill",
          labelSize: 18,
          labelFont: AXIS_FONT,
          splits: () => logs,
          values: () => seconds.map(secondsText),
        },
        {
          ...axisLook(),
          size: Y_AXIS_PX,
          space: 34,
          label: "Markout, bps",
          labelSize: 18,
          labelGap: 2,
          labelFont: AXIS_FONT,
        },
      ],
      series: [
        { label: "After", value: (_chart, _value, _series, at) => textAt(seconds, at) },
        ...groups.map(curve),
      ],
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      legend: {
        markers: {
          width: 2,
          stroke: (_chart, i) => legendColour(i),
          fill: (_chart, i) => legendColour(i),
        },
      },
      hooks: {
        drawAxes: [(chart) => drawLevel(chart, 0), (chart) => drawBands(chart, logs, groups)],
      },
    },
    [logs, ...groups.map(({ bps }) => [...bps])],
    host,
  );
}

function curve(group: MarkoutGroupData, i: number): uPlot.Series {
  const { colour: name, dash } = LOOKS[i]!;
  return {
    label: `${group.group} (${group.fills.toLocaleString("en-US")})`,
    stroke: () => colour(name),
    width: 2,
    dash,
    spanGaps: false,
    points: { show: true, size: 7, fill: () => colour(name) },
    value: (_chart, value: number | null, _series, at) => {
      if (at === null) return "-";
      if (value === null) return "none";
      const low = group.low[at] ?? null;
      const high = group.high[at] ?? null;
      const band =
        low === null || high === null ? "" : ` (${low.toFixed(2)} to ${high.toFixed(2)})`;
      return `${value.toFixed(2)}${band}`;
    },
  };
}

function drawBands(
  chart: uPlot,
  logs: readonly number[],
  groups: readonly MarkoutGroupData[],
): void {
  const { ctx } = chart;
  ctx.save();
  for (const [i, { low, high }] of groups.entries()) {
    const known = logs.flatMap((_, h) => (low[h] == null || high[h] == null ? [] : [h]));
    const point = (h: number, value: number): readonly [number, number] => [
      chart.valToPos(logs[h]!, "x", true),
      chart.valToPos(value, "y", true),
    ];
    ctx.fillStyle = faded(LOOKS[i]!.colour, groups.length > 2 ? 0.1 : 0.18);
    ctx.beginPath();
    for (const h of known) ctx.lineTo(...point(h, high[h]!));
    for (const h of known.toReversed()) ctx.lineTo(...point(h, low[h]!));
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
}

function legendColour(i: number): string {
  return i === 0 ? "transparent" : variable(LOOKS[i - 1]!.colour);
}

/** All of the bands and zero, with a margin. */
function valueRange(groups: readonly MarkoutGroupData[]): [number, number] {
  const values = groups.flatMap(({ bps, low, high }) => [...bps, ...low, ...high]);
  const known = values.filter((value) => value !== null);
  const bottom = Math.min(0, ...known);
  const top = Math.max(0, ...known);
  const pad = (top - bottom) * 0.08 || 1;
  return [bottom - pad, top + pad];
}

function textAt(seconds: readonly number[], at: number | null): string {
  const value = at === null ? undefined : seconds[at];
  return value === undefined ? "-" : secondsText(value);
}
