import type { Trials } from "./trials.ts";

/** A range of a metric that trials must be in, both ends included. */
export interface MetricRange {
  readonly metric: number;
  readonly from: number;
  readonly to: number;
}

/** What the reader has chosen; every view draws from it and is told of changes. */
export class Selection {
  readonly trials: Trials;
  readonly #listeners: (() => void)[] = [];
  /** For each parameter, which of its levels are let through. */
  readonly #allowed: boolean[][];
  #words: readonly string[] = [];
  #range: MetricRange | undefined;
  #share: number;
  #metric: number;
  #picked: number | undefined;
  #shown: readonly number[] = [];
  #waiting = false;

  constructor(trials: Trials) {
    this.trials = trials;
    this.#allowed = trials.data.parameters.map(({ levels }) => levels.map(() => true));
    this.#share = trials.shares[0] ?? 1;
    this.#metric = trials.data.objectives[0] ?? 0;
    this.#narrow();
  }

  /** Trials that meet all filters, in the order of their numbers. */
  get shown(): readonly number[] {
    return this.#shown;
  }

  /** The trials that there are on the chosen part of the data, whatever the filters. */
  get all(): readonly number[] {
    const { trials } = this;
    return [...Array(trials.count).keys()].filter((i) => trials.share(i) === this.#share);
  }

  get metric(): number {
    return this.#metric;
  }

  get share(): number {
    return this.#share;
  }

  get range(): MetricRange | undefined {
    return this.#range;
  }

  /** The trial that views point out: the one picked by the reader, else the best by the metric. */
  get pointedOut(): number | undefined {
    return this.#picked ?? this.trials.best(this.#shown, this.#metric);
  }

  get filtered(): boolean {
    return (
      this.#words.length > 0 || this.#range !== undefined || this.#allowed.flat().includes(false)
    );
  }

  allowed(parameter: number): readonly boolean[] {
    return this.#allowed[parameter]!;
  }

  /** Calls back after changes, at most once a frame of the screen. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  allow(parameter: number, levels: readonly boolean[]): void {
    this.#allowed[parameter] = [...levels];
    this.#changed();
  }

  search(text: string): void {
    this.#words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.#changed();
  }

  limit(range: MetricRange | undefined): void {
    this.#range = range;
    this.#changed();
  }

  showMetric(metric: number): void {
    this.#metric = metric;
    this.#changed();
  }

  showShare(share: number): void {
    this.#share = share;
    this.#picked = undefined;
    this.#changed();
  }

  pick(trial: number): void {
    this.#picked = trial;
    this.#changed();
  }

  clear(): void {
    this.#words = [];
    this.#range = undefined;
    this.#picked = undefined;
    for (const levels of this.#allowed) levels.fill(true);
    this.#changed();
  }

  #changed(): void {
    this.#narrow();
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      for (const listener of this.#listeners) listener();
    });
  }

  #narrow(): void {
    this.#shown = this.all.filter((trial) => this.#passes(trial));
    if (this.#picked !== undefined && !this.#shown.includes(this.#picked)) this.#picked = undefined;
  }

  #passes(trial: number): boolean {
    const { trials } = this;
    if (!this.#allowed.every((levels, p) => levels[trials.level(trial, p)])) return false;
    if (this.#range !== undefined) {
      const value = trials.value(trial, this.#range.metric);
      if (!(value >= this.#range.from && value <= this.#range.to)) return false;
    }
    if (this.#words.length === 0) return true;
    const texts = trials.data.parameters.flatMap(({ name }, p) => {
      const value = trials.parameterText(trial, p).toLowerCase();
      return [value, `${name.toLowerCase()}=${value}`];
    });
    texts.push(String(trials.number(trial)));
    return this.#words.every((word) => texts.some((text) => text.startsWith(word)));
  }
}
