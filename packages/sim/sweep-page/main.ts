import { pagePart } from "../report-page/page-part.ts";
import { FilterBar } from "./filter-bar.ts";
import { HeatMap } from "./heat-map.ts";
import { ParallelLines } from "./parallel.ts";
import { showPareto } from "./pareto.ts";
import { Selection } from "./selection.ts";
import { showSlices } from "./slices.ts";
import type { SweepPageData } from "./sweep-data.ts";
import { Tip } from "./tip.ts";
import { TrialTable } from "./trial-table.ts";
import { Trials } from "./trials.ts";

function main(): void {
  const data = JSON.parse(part(HTMLElement, "#sweep-data").textContent) as SweepPageData;
  const trials = new Trials(data);
  // A sweep without a trial that ended well has nothing to choose from; its page says so.
  if (trials.count === 0) return;
  const selection = new Selection(trials);
  const tip = new Tip();
  showFilters(selection);
  new TrialTable(part(HTMLElement, "#trials"), selection).show();
  if (data.parameters.length > 0) {
    showHeatMap(selection, tip);
    showSlices(part(HTMLElement, "#slices"), selection, tip);
    new ParallelLines(part(HTMLElement, "#parallel"), selection).show();
  }
  showPareto({
    host: part(HTMLElement, "#pareto"),
    x: part(HTMLSelectElement, "#pareto-x"),
    y: part(HTMLSelectElement, "#pareto-y"),
    status: part(HTMLElement, "#pareto-status"),
    selection,
    tip,
  });
}

function showFilters(selection: Selection): void {
  new FilterBar(
    {
      form: part(HTMLElement, "#filters"),
      text: part(HTMLInputElement, "#filter-text"),
      metric: part(HTMLSelectElement, "#metric"),
      share: part(HTMLSelectElement, "#share"),
      status: part(HTMLElement, "#filter-status"),
      clear: part(HTMLButtonElement, "#filter-clear"),
    },
    selection,
  ).show();
}

function showHeatMap(selection: Selection, tip: Tip): void {
  new HeatMap(
    {
      host: part(HTMLElement, "#heat"),
      x: part(HTMLSelectElement, "#heat-x"),
      y: part(HTMLSelectElement, "#heat-y"),
      rule: part(HTMLSelectElement, "#heat-rule"),
      readout: part(HTMLElement, "#heat-readout"),
      legend: part(HTMLElement, "#heat-legend"),
    },
    selection,
    tip,
  ).draw();
}

function part<Kind extends HTMLElement>(kind: new () => Kind, selector: string): Kind {
  return pagePart(document, kind, selector);
}

main();
