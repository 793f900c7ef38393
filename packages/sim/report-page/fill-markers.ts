import type uPlot from "uplot";
import type { MarkerData, StepData } from "./report-data.ts";
import { colour } from "./palette.ts";
import { stepNumber } from "./step-text.ts";

const CROWD = 400; // visible fills from which markers shrink

/**
 * Draws fills over a price chart: buys as triangles that point up, sells as triangles that point
 * down, so that no one needs the colours to tell them apart.
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
  const radius = (end - first > CROWD ? 3.5 : 5.5) * ratio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = ratio;
  ctx.strokeStyle = colour("panel");
  for (const sell of [0, 1]) {
    ctx.fillStyle = colour(sell === 1 ? "sell" : "buy");
    ctx.beginPath();
    for (let i = first; i < end; i++) {
      if (markers.sell[i] !== sell) continue;
      const x = chart.valToPos(startMs + markers.ms[i]!, "x", true);
      const y = chart.valToPos(stepNumber(markers.ticks[i]!, tick), "y", true);
      triangle(ctx, { x, y, radius: sell === 1 ? radius : -radius });
    }
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** A positive radius points down. */
function triangle(
  ctx: CanvasRenderingContext2D,
  at: { readonly x: number; readonly y: number; readonly radius: number },
): void {
  const half = Math.abs(at.radius) * 0.9;
  ctx.moveTo(at.x, at.y + at.radius);
  ctx.lineTo(at.x + half, at.y - at.radius * 0.6);
  ctx.lineTo(at.x - half, at.y - at.radius * 0.6);
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
