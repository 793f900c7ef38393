import { colour } from "../report-page/palette.ts";
import type { Canvas } from "./canvas.ts";
import { CloudView } from "./cloud-view.ts";
import { type Directions, paretoFront } from "./pareto-front.ts";
import { type CloudPoint, PointCloud } from "./point-cloud.ts";
import type { Selection } from "./selection.ts";
import type { Tip } from "./tip.ts";
import { titled, trialLines } from "./trial-lines.ts";

export interface ParetoOptions {
  readonly host: HTMLElement;
  readonly x: HTMLSelectElement;
  readonly y: HTMLSelectElement;
  /** Where it is said how many trials are on the front. */
  readonly status: HTMLElement;
  readonly selection: Selection;
  readonly tip: Tip;
}

/** Two figures of all trials against each other, and the trials that none other beats in both. */
export function showPareto(options: ParetoOptions): void {
  const { host, x, y, selection, tip } = options;
  const { trials } = selection;
  const view = new CloudView({
    host,
    tip,
    name: () => {
      const [across, up] = [trials.metric(Number(x.value)), trials.metric(Number(y.value))];
      return `${up.name} against ${across.name} of ${selection.shown.length} trials`;
    },
    draw: (canvas) => draw(canvas, options),
    start: () => selection.pointedOut,
    lines: (trial) => trialLines(trials, trial, [Number(x.value), Number(y.value)]),
    pick: (trial) => selection.pick(trial),
  });
  for (const choice of [x, y]) choice.addEventListener("change", () => view.draw());
  selection.onChange(() => view.draw());
}

function draw(canvas: Canvas, { x, y, status, selection }: ParetoOptions): PointCloud | undefined {
  const { trials } = selection;
  const [across, up] = [Number(x.value), Number(y.value)];
  const points: CloudPoint[] = selection.shown
    .map((trial) => ({ trial, x: trials.value(trial, across), y: trials.value(trial, up) }))
    .filter((point) => !Number.isNaN(point.x) && !Number.isNaN(point.y));
  if (points.length === 0) {
    canvas.text("No trial to draw", [canvas.width / 2, canvas.height / 2], "center");
    status.textContent = "";
    return undefined;
  }
  const better = {
    x: direction(trials.metric(across).better),
    y: direction(trials.metric(up).better),
  };
  const front = paretoFront(points, better);
  const cloud = new PointCloud(canvas, points, "linear");
  cloud.drawAxes({ title: titled(trials.metric(across)) }, { title: titled(trials.metric(up)) });
  cloud.drawPoints("market");
  drawFront(canvas, cloud, { front, better });
  cloud.pointOut(selection.pointedOut);
  status.textContent = `Front of ${front.length}: ${words(better.x)} ${trials.metric(across).name}, ${words(better.y)} ${trials.metric(up).name}; trials ${list(front.map(({ trial }) => trials.number(trial)))}.`;
  return cloud;
}

/** As stairs: between two trials of the front nothing better was found. */
function drawFront(
  canvas: Canvas,
  cloud: PointCloud,
  { front, better }: { readonly front: readonly CloudPoint[]; readonly better: Directions },
): void {
  const stairs = front.flatMap((point, i): (readonly [number, number])[] => {
    const before = front[i - 1];
    if (before === undefined) return [[point.x, point.y]];
    const corner = better.x === 1 ? ([before.x, point.y] as const) : ([point.x, before.y] as const);
    return [corner, [point.x, point.y]];
  });
  cloud.drawLine(stairs, "accent");
  canvas.context.fillStyle = colour("accent");
  for (const point of front) canvas.dot(cloud.x.at(point.x), cloud.y.at(point.y), 4);
}

function direction(better: "more" | "less" | "neither"): 1 | -1 {
  return better === "less" ? -1 : 1;
}

function words(sign: 1 | -1): string {
  return sign === 1 ? "more" : "less";
}

const LISTED_MAX = 12;

function list(numbers: readonly number[]): string {
  const more = numbers.length - LISTED_MAX;
  const shown = numbers.slice(0, LISTED_MAX).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}
