import type uPlot from "uplot";
import type { EquityData, InstrumentData } from "./report-data.ts";
import { chartFrame, type FrameOptions } from "./chart-frame.ts";
import { drawLevel } from "./draw-level.ts";
import { drawMarkers } from "./fill-markers.ts";
import { faded } from "./palette.ts";
import { stepNumber } from "./step-text.ts";

/** What all charts of a run have in common. */
export interface ChartTime {
  readonly startMs: number;
  readonly spanMs: readonly [from: number, to: number];
}

/** The market's and our own bid and ask, with fills as markers. */
export function priceChart(host: HTMLElement, data: InstrumentData, time: ChartTime): uPlot {
  const { price, tick, markers } = data;
  const floats = (ticks: readonly (number | null)[]): (number | null)[] =>
    ticks.map((count) => (count === null ? null : stepNumber(count, tick)));
  return chartFrame({
    host,
    unit: `Price, ${data.priceUnit}`,
    lines: [
      { label: "Ask", colour: "market", stepped: true, width: 1 },
      { label: "Bid", colour: "market", stepped: true, width: 1 },
      { label: "Own ask", colour: "sell", stepped: true, width: 1.5, dash: [5, 3] },
      { label: "Own bid", colour: "buy", stepped: true, width: 1.5, dash: [5, 3] },
    ],
    bands: [{ series: [1, 2], fill: () => faded("market", 0.18) }],
    data: [
      chartTimes(price.ms, time),
      floats(price.ask),
      floats(price.bid),
      floats(price.ownAsk),
      floats(price.ownBid),
    ],
    draw: (chart) => drawMarkers(chart, markers, time.startMs, tick),
    zero: "never",
    spanMs: time.spanMs,
    ...fixedText(tick.decimals),
  });
}

/** The position, which is constant between fills. */
export function inventoryChart(host: HTMLElement, data: InstrumentData, time: ChartTime): uPlot {
  const { position, lot } = data;
  return chartFrame({
    host,
    unit: `Position, ${data.sizeUnit}`,
    lines: [
      {
        label: "Position",
        colour: "position",
        stepped: true,
        width: 1.5,
        fill: () => faded("position", 0.14),
      },
    ],
    data: [chartTimes(position.ms, time), position.lots.map((count) => stepNumber(count, lot))],
    draw: (chart) => {
      if (position.largest === 0) return;
      for (const level of [position.largest, -position.largest]) drawLevel(chart, level);
    },
    zero: "always",
    spanMs: time.spanMs,
    ...fixedText(lot.decimals),
  });
}

/** Profit and loss in one currency since the start. */
export function equityChart(host: HTMLElement, data: EquityData, time: ChartTime): uPlot {
  const { bounds } = data;
  const bound = { stepped: false, width: 1.25, dash: [5, 3] };
  const peaks = runningPeaks(data.amount);
  return chartFrame({
    host,
    unit: `Equity, ${data.currency}`,
    lines: [
      {
        label: bounds ? "Expected" : "Equity",
        colour: "equity",
        stepped: false,
        width: 1.75,
      },
      { label: "Peak", colour: "muted", stepped: false, width: 1, dash: [2, 3] },
      ...(bounds
        ? [
            { label: "Pessimistic", colour: "sell" as const, ...bound },
            { label: "Optimistic", colour: "buy" as const, ...bound },
          ]
        : []),
    ],
    data: [
      chartTimes(data.ms, time),
      [...data.amount],
      peaks,
      ...(bounds ? [[...bounds.pessimistic], [...bounds.optimistic]] : []),
    ],
    bands: [{ series: [2, 1], fill: () => faded("down", 0.16) }],
    draw: (chart) => drawLevel(chart, 0),
    zero: "whole-run",
    spanMs: time.spanMs,
    ...fixedText(8),
    text: (value) => String(Number(value.toPrecision(7))),
  });
}

/** The largest equity so far, from zero at the start: what lies below it is drawdown. */
function runningPeaks(amounts: readonly number[]): number[] {
  let peak = 0;
  return amounts.map((amount) => (peak = Math.max(peak, amount)));
}

function chartTimes(ms: readonly number[], time: ChartTime): number[] {
  return ms.map((after) => time.startMs + after);
}

/** Texts with at most these decimals; the axis needs only as many as its ticks are apart. */
function fixedText(decimals: number): Pick<FrameOptions, "text" | "axisText"> {
  return {
    text: (value) => value.toFixed(decimals),
    axisText: (value, step) => {
      const needed = Math.ceil(-Math.log10(step) - 1e-9);
      return value.toFixed(Math.min(Math.max(needed, 0), Math.max(decimals, 0)));
    },
  };
}
