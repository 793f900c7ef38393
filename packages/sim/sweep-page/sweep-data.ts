/** What the page draws, as JSON: columns, one value a trial. */
export interface SweepPageData {
  readonly parameters: readonly ParameterData[];
  readonly metrics: readonly MetricData[];
  /** Places of the study's objectives among the metrics, the deciding one first. */
  readonly objectives: readonly number[];
  readonly trials: TrialsData;
}

/** A swept parameter. */
export interface ParameterData {
  readonly name: string;
  /** What all its texts end with, "" for words and plain numbers. */
  readonly unit: string;
  /** Whether its values are numbers, with distances. */
  readonly ordered: boolean;
  /** Whether equal ratios of its numbers, which are above 0, are drawn as equal steps. */
  readonly log: boolean;
  /** The texts that trials had, in order. */
  readonly values: readonly string[];
  /** Of each text: its number, or its place in the list. */
  readonly numbers: readonly number[];
  /** Names of the steps that views group by: the values, or ranges of them where there are many. */
  readonly levels: readonly string[];
  /** Of each text: its place among the levels. */
  readonly levelOf: readonly number[];
}

export interface MetricData {
  readonly name: string;
  readonly unit: string;
  readonly better: "more" | "less" | "neither";
  /** Whether its texts are exact decimals, shown as they are. */
  readonly exact: boolean;
  /** Whether zero is a border that colours show. */
  readonly signed: boolean;
  readonly doc: string;
  /** As in trials.csv, one a trial; "" where it is not defined. */
  readonly texts: readonly string[];
}

/** Trials of the search that gave an outcome, in the order of their numbers. */
export interface TrialsData {
  readonly number: readonly number[];
  /** Place by the objectives among all of them, the best one's is 0. */
  readonly rank: readonly number[];
  /** Part of the data's time that the trial saw. */
  readonly share: readonly number[];
  /** For each parameter a column of places among its texts. */
  readonly point: readonly (readonly number[])[];
  /** Addresses of tear sheets, relative to the page, by number of the trial. */
  readonly sheets: Readonly<Record<string, string>>;
}
