import type uPlot from "uplot";

/** Keeps the time axes of all charts equal, whoever changes one of them. */
export class LinkedZoom {
  readonly #charts: readonly uPlot[];
  readonly #span: readonly [from: number, to: number];
  readonly #changed: (zoomed: boolean) => void;
  #from: number;
  #to: number;
  #following = false;

  constructor(
    charts: readonly uPlot[],
    span: readonly [from: number, to: number],
    changed: (zoomed: boolean) => void,
  ) {
    this.#charts = charts;
    this.#span = span;
    this.#changed = changed;
    [this.#from, this.#to] = span;
    for (const chart of charts) {
      const hooks = (chart.hooks.setScale ??= []);
      hooks.push((source, scale) => {
        if (scale === "x") this.#follow(source);
      });
      // uPlot's own answer to a double click is the span of that chart's data alone.
      chart.over.addEventListener("dblclick", () => this.reset());
    }
  }

  reset(): void {
    this.show(...this.#span);
  }

  /** Zooms around the middle: 0.5 shows half the time, 2 twice of it. */
  zoom(factor: number): void {
    const middle = (this.#from + this.#to) / 2;
    const half = ((this.#to - this.#from) / 2) * factor;
    this.show(middle - half, middle + half);
  }

  /** Moves by a share of the visible time; negative is back. */
  pan(share: number): void {
    const move = (this.#to - this.#from) * share;
    this.show(this.#from + move, this.#to + move);
  }

  /** Shows a span, kept inside the run. */
  show(from: number, to: number): void {
    const [first, last] = this.#span;
    const length = Math.min(to - from, last - first);
    const start = Math.min(Math.max(from, first), last - length);
    this.#apply(start, start + length);
  }

  #follow(source: uPlot): void {
    const { min, max } = source.scales["x"]!;
    if (this.#following || min === undefined || max === undefined || min === null) return;
    if (min !== this.#from || max !== this.#to) this.#apply(min, max);
  }

  #apply(from: number, to: number): void {
    this.#following = true;
    this.#from = from;
    this.#to = to;
    for (const chart of this.#charts) {
      chart.batch(() => chart.setScale("x", { min: from, max: to }));
    }
    this.#following = false;
    this.#changed(from !== this.#span[0] || to !== this.#span[1]);
  }
}
