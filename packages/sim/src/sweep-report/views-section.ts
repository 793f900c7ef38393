import { html, Html } from "../report/html.ts";
import type { SweepPageData } from "../../sweep-page/sweep-data.ts";

/** The places of what the script draws, and the choices beside them. */
export function viewsSection(data: SweepPageData, notes: readonly string[]): Html {
  if (data.trials.number.length === 0) {
    return html`<section class="card">
      <h2>Trials</h2>
      <p>
        No trial of the search gave an outcome, so there is nothing to compare; what went wrong
        stands below.
      </p>
    </section>`;
  }
  const swept = data.parameters.length > 0;
  return html`${filters(data)} ${trialTable(notes)} ${swept ? heatMap(data) : html``}
  ${swept ? parameterViews() : html``} ${pareto(data)}`;
}

function filters(data: SweepPageData): Html {
  const shares = [...new Set(data.trials.share)].toSorted((a, b) => b - a);
  return html`<section class="card filter-bar" aria-label="Filters">
    <div class="filter-line">
      <label
        >Metric
        <select id="metric">
          ${metricOptions(data, data.objectives[0] ?? 0)}
        </select></label
      >
      <label class="${shares.length > 1 ? "" : "hidden"}"
        >Trials on
        <select id="share">
          ${shares.map((share) => html`<option value="${String(share)}">${shareText(share)}</option>`)}
        </select></label
      >
      <label class="grow"
        ><span class="hidden">Filter by words</span>
        <input
          id="filter-text"
          type="search"
          placeholder="Filter: 12, or ${data.parameters[0]?.name ?? "value"}=${data.parameters[0]?.values[0] ?? ""}"
      /></label>
      <button type="button" id="filter-clear" disabled>Clear filters</button>
    </div>
    <details>
      <summary>Filter by parameters and by the metric</summary>
      <div id="filters"></div>
    </details>
    <p id="filter-status" role="status"></p>
    <noscript><p>The views need JavaScript, which this page brings along.</p></noscript>
  </section>`;
}

function shareText(share: number): string {
  return share === 1 ? "the whole time" : `the first ${(100 * share).toFixed(1)} % of the time`;
}

function trialTable(notes: readonly string[]): Html {
  return html`<section class="card" id="trials" aria-labelledby="trials-title">
    <div class="bar-line">
      <h2 id="trials-title">Trials</h2>
      <span class="note">Click a column to sort by it, a number to mark the trial everywhere.</span>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of trials">
      <table class="trials">
        <thead></thead>
        <tbody></tbody>
      </table>
    </div>
    <div class="bar-line pages">
      <span role="status"></span>
      <span
        ><button type="button" data-page="back">Back</button>
        <button type="button" data-page="on">Next</button></span
      >
    </div>
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
  </section>`;
}

function heatMap(data: SweepPageData): Html {
  const one = data.parameters.length === 1;
  const options = (chosen: number): Html =>
    html`${data.parameters.map(({ name }, i) => option(String(i), name, i === chosen))}`;
  return html`<section class="card" aria-labelledby="heat-title">
    <div class="bar-line">
      <h2 id="heat-title">Heat map</h2>
      <span class="choices">
        <label
          >Across
          <select id="heat-x">
            ${options(0)}
          </select></label
        >
        <label
          >Up
          <select id="heat-y">
            ${one ? option("", "nothing", true) : options(1)}
          </select></label
        >
        <label
          >A cell shows
          <select id="heat-rule">
            ${option("best", "the best of all other parameters", true)}
            ${option("median", "the median over all other parameters", false)}
            ${option("mean", "the mean over all other parameters", false)}
            ${option("pointed-out", "trials with the marked trial's other parameters", false)}
          </select></label
        >
      </span>
    </div>
    <div class="heat scroll" id="heat"></div>
    <p id="heat-readout" class="readout" role="status"></p>
    <p id="heat-legend" class="legend"></p>
  </section>`;
}

function parameterViews(): Html {
  return html`<section class="card" aria-labelledby="slices-title">
      <h2 id="slices-title">Slices</h2>
      <p class="note">
        Every trial along each parameter; the line goes through the medians. The ring is the marked
        trial. After a Tab the arrow keys walk over the trials, Enter marks one.
      </p>
      <div id="slices"></div>
    </section>
    <section class="card" aria-labelledby="parallel-title">
      <h2 id="parallel-title">Parallel coordinates</h2>
      <p class="note">
        A line a trial, coloured by the metric as in the heat map; the bold line is the marked
        trial. Drag along an axis to keep what it touches in all views, click the axis to let go;
        the filters above do the same from the keyboard.
      </p>
      <div
        id="parallel"
        class="plot wide"
        role="img"
        aria-label="Lines of all trials over their parameters and the metric"
      ></div>
    </section>`;
}

function pareto(data: SweepPageData): Html {
  const [x, y] = data.objectives;
  const drawdown = data.metrics.findIndex(({ name }) => name === "drawdown");
  const second = y ?? (drawdown === x ? 0 : drawdown);
  return html`<section class="card" aria-labelledby="pareto-title">
    <div class="bar-line">
      <h2 id="pareto-title">Two figures at once</h2>
      <span class="choices">
        <label
          >Across
          <select id="pareto-x">
            ${metricOptions(data, second)}
          </select></label
        >
        <label
          >Up
          <select id="pareto-y">
            ${metricOptions(data, x ?? 0)}
          </select></label
        >
      </span>
    </div>
    <div
      id="pareto"
      class="plot wide"
      role="img"
      aria-label="Trials by two figures, with the Pareto front"
    ></div>
    <p id="pareto-status" class="readout" role="status"></p>
  </section>`;
}

function metricOptions(data: SweepPageData, chosen: number): Html {
  return html`${data.metrics.map(({ name, unit }, i) =>
    option(String(i), unit === "" ? name : `${name}, ${unit}`, i === chosen),
  )}`;
}

function option(value: string, text: string, selected: boolean): Html {
  const chosen = new Html(selected ? " selected" : "");
  return html`<option value="${value}" ${chosen}>${text}</option>`;
}
