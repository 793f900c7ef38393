import type uPlot from "uplot";
import { CURVES_MAX, markoutChart } from "./markout-chart.ts";
import type { MarkoutGroupData, MarkoutsData } from "./report-data.ts";

/** The markouts of an instrument: one choice of groups for the chart and its table. */
export class MarkoutView {
  readonly host: HTMLElement;
  readonly #data: MarkoutsData;
  readonly #table: HTMLElement | null;
  readonly #note: HTMLElement | null;
  #chart: uPlot;

  constructor(host: HTMLElement, data: MarkoutsData) {
    this.host = host;
    this.#data = data;
    const index = host.dataset["index"]!;
    const part = (name: string): HTMLElement | null =>
      document.querySelector(`[data-${name}="${index}"]`);
    this.#table = part("markouts-table");
    this.#note = part("markouts-note");
    this.#chart = this.#draw("all");
    const choice = part("markouts");
    choice?.addEventListener("change", () => {
      this.#chart.destroy();
      this.#chart = this.#draw((choice as HTMLSelectElement).value);
    });
  }

  /** The chart of this moment, with the interface that the page resizes and redraws. */
  get chart(): Pick<uPlot, "width" | "height" | "setSize" | "redraw"> {
    const current = (): uPlot => this.#chart;
    return {
      get width() {
        return current().width;
      },
      get height() {
        return current().height;
      },
      setSize: (wanted) => current().setSize(wanted),
      redraw: (paths, axes) => current().redraw(paths, axes),
    };
  }

  #draw(by: string): uPlot {
    const all = this.#data.groups.filter((group) => group.by === by);
    const most = all.toSorted((a, b) => b.fills - a.fills).slice(0, CURVES_MAX);
    const drawn = all.filter((group) => most.includes(group));
    for (const body of this.#table?.querySelectorAll<HTMLElement>("tbody") ?? []) {
      body.hidden = body.dataset["by"] !== by;
    }
    if (this.#note !== null) this.#note.textContent = noteText(drawn, all.length);
    return markoutChart(this.host, this.#data.seconds, drawn);
  }
}

function noteText(drawn: readonly MarkoutGroupData[], groups: number): string {
  const fills = drawn.reduce((sum, group) => sum + group.fills, 0);
  if (fills === 0) return "No fill: nothing to draw.";
  if (drawn.length === groups) return "";
  return `Drawn are the ${drawn.length} groups with the most fills of ${groups}; the table has all.`;
}
