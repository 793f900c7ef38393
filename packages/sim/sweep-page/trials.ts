import type { MetricData, ParameterData, SweepPageData } from "./sweep-data.ts";

/** The trials as numbers, for sorting and drawing; texts stay those of the table's file. */
export class Trials {
  readonly data: SweepPageData;
  readonly count: number;
  /** The parts of the data that trials saw, the largest first. */
  readonly shares: readonly number[];
  readonly #values: readonly Float64Array[];

  constructor(data: SweepPageData) {
    this.data = data;
    this.count = data.trials.number.length;
    this.shares = [...new Set(data.trials.share)].toSorted((a, b) => b - a);
    this.#values = data.metrics.map((metric) =>
      Float64Array.from(metric.texts, (text) => (text === "" ? Number.NaN : Number(text))),
    );
  }

  metric(metric: number): MetricData {
    return this.data.metrics[metric]!;
  }

  parameter(parameter: number): ParameterData {
    return this.data.parameters[parameter]!;
  }

  /** A figure of a trial; NaN where it is not defined. */
  value(trial: number, metric: number): number {
    return this.#values[metric]![trial]!;
  }

  /** The figure's text as in the table's file. */
  text(trial: number, metric: number): string {
    return this.metric(metric).texts[trial]!;
  }

  number(trial: number): number {
    return this.data.trials.number[trial]!;
  }

  share(trial: number): number {
    return this.data.trials.share[trial]!;
  }

  /** Place of a trial's parameter among the parameter's texts. */
  place(trial: number, parameter: number): number {
    return this.data.trials.point[parameter]![trial]!;
  }

  level(trial: number, parameter: number): number {
    return this.parameter(parameter).levelOf[this.place(trial, parameter)]!;
  }

  parameterText(trial: number, parameter: number): string {
    return this.parameter(parameter).values[this.place(trial, parameter)]!;
  }

  parameterNumber(trial: number, parameter: number): number {
    return this.parameter(parameter).numbers[this.place(trial, parameter)]!;
  }

  /** The point as one line, for example "halfSpread 3bps, levels 2". */
  pointText(trial: number): string {
    return this.data.parameters
      .map(({ name }, parameter) => `${name} ${this.parameterText(trial, parameter)}`)
      .join(", ");
  }

  /** Its place among all: the best by the objectives is 0, and none has that of another. */
  rank(trial: number): number {
    return this.data.trials.rank[trial]!;
  }

  /**
   * The best of these trials by a metric, and of equal ones by the objectives; undefined when it is
   * defined for none.
   */
  best(trials: readonly number[], metric: number): number | undefined {
    const sign = this.metric(metric).better === "less" ? -1 : 1;
    let best: number | undefined;
    for (const trial of trials) {
      const value = sign * this.value(trial, metric);
      if (Number.isNaN(value)) continue;
      const ahead = best === undefined ? 1 : value - sign * this.value(best, metric);
      if (ahead > 0 || (ahead === 0 && this.rank(trial) < this.rank(best!))) best = trial;
    }
    return best;
  }
}

/** A figure with its unit, to read: exact texts as they are, others with six digits. */
export function figureText(text: string, { exact, unit }: MetricData): string {
  if (text === "") return "not defined";
  const shown = exact ? text : shortNumber(Number(text));
  return unit === "" ? shown : `${shown} ${unit}`;
}

/** At most six digits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}
