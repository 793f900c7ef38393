import { figureText, type Trials } from "./trials.ts";

/** What a tip says of a trial: its number, its point, and the figures that the view shows. */
export function trialLines(trials: Trials, trial: number, metrics: readonly number[]): string[] {
  const figures = metrics.map((metric) => {
    const spec = trials.metric(metric);
    return `${spec.name}: ${figureText(trials.text(trial, metric), spec)}`;
  });
  return [`Trial ${trials.number(trial)}`, trials.pointText(trial), ...figures];
}

/** A metric's or a parameter's name with its unit, for the title of an axis. */
export function titled({ name, unit }: { readonly name: string; readonly unit: string }): string {
  return unit === "" ? name : `${name}, ${unit}`;
}
