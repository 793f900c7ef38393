import { axisText } from "./axis.ts";
import { Canvas } from "./canvas.ts";
import { type CloudAxis, followPointer, PointCloud } from "./point-cloud.ts";
import type { Selection } from "./selection.ts";
import type { ParameterData } from "./sweep-data.ts";
import type { Tip } from "./tip.ts";
import { titled, trialLines } from "./trial-lines.ts";
import { median } from "./trials.ts";

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
  box.role = "img";
  let cloud: PointCloud | undefined;
  const canvas = new Canvas(box, () => {
    cloud = draw(canvas, parameter, selection);
    const metric = trials.metric(selection.metric).name;
    const { name } = trials.parameter(parameter);
    box.setAttribute("aria-label", `${metric} of ${selection.shown.length} trials along ${name}`);
  });
  followPointer({
    canvas,
    cloud: () => cloud,
    tip,
    lines: (trial) => trialLines(trials, trial, [selection.metric]),
    pick: (trial) => selection.pick(trial),
  });
  selection.onChange(() => canvas.draw());
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
  const cloud = new PointCloud(canvas, points);
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
    .map((group) => [median(group.map(({ x }) => x)), median(group.map(({ y }) => y))] as const);
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
