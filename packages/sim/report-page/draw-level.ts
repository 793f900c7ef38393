import type uPlot from "uplot";
import { colour } from "./palette.ts";

/** A dashed line across a chart at a value, if the value is in view. */
export function drawLevel(chart: uPlot, value: number): void {
  const { ctx, bbox } = chart;
  const y = Math.round(chart.valToPos(value, "y", true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = colour("muted");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
