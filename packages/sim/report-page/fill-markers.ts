import type uPlot from "uplot";
import type { MarkerData, StepData } from "./report-data.ts";
import { colour } from "./palette.ts";
import { stepNumber } from "./step-text.ts";

const CROWD = 400; // visible fills from which markers are small

/**
 * Draws fills over a price chart: buys as triangles that point up, sells as triangles that point
 * down, so that no one needs the colours to tell them apart. Where they crowd, one marker stands for
 * all of its side that would lie on it.
 */
export function drawMarkers(
  chart: uPlot,
  markers: MarkerData,
  startMs: number,
  tick: StepData,
): void {
  const { min = 0, max = 0 } = chart.scales["x"]!;
  const first = lowerBound(markers.ms, min - startMs);
  const end = lowerBound(markers.ms, max - startMs + 1e-6);
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const radius = (end - first > CROWD ? 4 : 5.5) * ratio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = ratio;
  ctx.strokeStyle = colour("panel");
  for (const sell of [0, 1]) {
    ctx.fillStyle = colour(sell === 1 ? "sell" : "buy");
    ctx.beginPath();
    const taken = new Set<string>();
    for (let i = first; i < end; i++) {
      if (markers.sell[i] !== sell) continue;
      const x = chart.valToPos(startMs + markers.ms[i]!, "x", true);
      const y = chart.valToPos(stepNumber(markers.ticks[i]!, tick), "y", true);
      const cell = `${Math.round(x / radius)} ${Math.round(y / radius)}`;
      if (taken.has(cell)) continue;
      taken.add(cell);
      triangle(ctx, { x, y, radius: sell === 1 ? radius : -radius });
    }
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * A triangle whose tip is the fill itself: buys stand below their price and sells above it, so that
 * neither covers the other. A positive radius points down.
 */
function triangle(
  ctx: CanvasRenderingContext2D,
  tip: { readonly x: number; readonly y: number; readonly radius: number },
): void {
  const half = Math.abs(tip.radius) * 0.9;
  const base = tip.y - tip.radius * 1.6;
  ctx.moveTo(tip.x, tip.y);
  ctx.lineTo(tip.x + half, base);
  ctx.lineTo(tip.x - half, base);
  ctx.closePath();
}

/** Index of the first entry that is not below `value`, in a rising list. */
function lowerBound(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
