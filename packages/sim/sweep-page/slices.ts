import { axisText, spacingOf } from "./axis.ts";
import { medianOf } from "../engine/research/ranks.ts";
import type { Canvas } from "./canvas.ts";
import { CloudView } from "./cloud-view.ts";
import { type CloudAxis, PointCloud } from "./point-cloud.ts";
import type { Selection } from "./selection.ts";
import type { ParameterData } from "./sweep-data.ts";
import type { Tip } from "./tip.ts";
import { titled, trialLines } from "./trial-lines.ts";

const FEW_VALUES = 6;

/** One small chart a parameter: every trial, and the median along the parameter. */
export function showSlices(host: HTMLElement, selection: Selection, tip: Tip): void {
  host.replaceChildren(
    ...selection.trials.data.parameters.map((_, parameter) => slice(parameter, selection, tip)),
  );
}

function slice(parameter: number, selection: Selection, tip: Tip): HTMLElement {
  const { trials } = selection;
  const box = document.createElement("div");
  box.className = "plot";
  box.dataset["slice"] = trials.parameter(parameter).name;
  const view = new CloudView({
    host: box,
    tip,
    name: () => {
      const metric = trials.metric(selection.metric).name;
      return `${metric} of ${selection.shown.length} trials along ${trials.parameter(parameter).name}`;
    },
    draw: (canvas) => draw(canvas, parameter, selection),
    start: () => selection.pointedOut,
    lines: (trial) => trialLines(trials, trial, [selection.metric]),
    pick: (trial) => selection.pick(trial),
  });
  selection.onChange(() => view.draw());
  return box;
}

function draw(canvas: Canvas, parameter: number, selection: Selection): PointCloud | undefined {
  const { trials, metric } = selection;
  const spec = trials.parameter(parameter);
  const points = selection.shown
    .map((trial) => ({
      trial,
      x: trials.parameterNumber(trial, parameter),
      y: trials.value(trial, metric),
    }))
    .filter(({ y }) => !Number.isNaN(y));
  if (points.length === 0) {
    canvas.text("No trial to draw", [canvas.width / 2, canvas.height / 2], "center");
    return undefined;
  }
  const cloud = new PointCloud(canvas, points, spacingOf(spec));
  cloud.drawAxes(
    { title: titled(spec), ...marksOf(spec) },
    { title: titled(trials.metric(metric)) },
  );
  cloud.drawPoints("market");
  const byLevel = spec.levels.map((_, level) =>
    points.filter(({ trial }) => trials.level(trial, parameter) === level),
  );
  const medians = byLevel
    .filter((group) => group.length > 0)
    .map(
      (group) => [medianOf(group.map(({ x }) => x)), medianOf(group.map(({ y }) => y))] as const,
    );
  cloud.drawLine(medians, "accent");
  canvas.context.fillStyle = canvas.context.strokeStyle;
  for (const [x, y] of medians) canvas.dot(cloud.x.at(x), cloud.y.at(y), 3.5);
  cloud.pointOut(selection.pointedOut);
  return cloud;
}

/** Few values are written as they are; many numbers get round ones beside the axis. */
function marksOf({ ordered, values, numbers }: ParameterData): Pick<CloudAxis, "marks"> {
  if (ordered && values.length > FEW_VALUES) return {};
  const texts = ordered ? numbers.map(axisText) : values;
  return { marks: texts.map((text, i) => [numbers[i]!, text] as const) };
}
