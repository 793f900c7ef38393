import type { ReportData } from "../../report-page/report-data.ts";
import type { BacktestResult, TearSheet } from "@mexoms/sim/engine";
import { formatDuration } from "@mexoms/core";
import { html, type Html } from "./html.ts";
import { percentText } from "./tear/number-text.ts";

/** The places of the charts, which the script of the page fills, and what they are drawn from. */
export function chartSection(
  result: BacktestResult,
  data: ReportData,
  tearSheet: TearSheet | undefined,
): Html {
  const prices = data.instruments.map((one, i) =>
    chart({
      kind: "price",
      index: i,
      title: `Price and fills: ${one.id}`,
      note: `${drawn(one.markers.ms.length, one.markers.total, "fills")}; ${drawn(one.price.ms.length, one.price.total, "samples")}`,
      label: `Line chart of bid and ask of ${one.id} in ${one.priceUnit}, own bid and own ask, and ${one.markers.total} fills`,
      legend: html`<span class="buy">▲ bought</span> <span class="sell">▼ sold</span>`,
    }),
  );
  const inventories = data.instruments.map((one, i) =>
    chart({
      kind: "inventory",
      index: i,
      title: `Inventory: ${one.id}`,
      note: drawn(one.position.ms.length, one.position.total, "samples"),
      label: `Stepped chart of the position in ${one.id}, in ${one.sizeUnit}`,
      legend: heldNote(tearSheet, one.id, one.sizeUnit),
    }),
  );
  const equity = data.equity.map((one, i) =>
    chart({
      kind: "equity",
      index: i,
      title: `Equity in ${one.currency}`,
      note: drawn(one.ms.length, one.total, "samples"),
      label: `Line chart of equity in ${one.currency} from zero at the start; its exact end stands in the summary; what lies below the peak before is shaded`,
      legend: html`<span class="dim">shaded: drawdown from the peak before</span>`,
    }),
  );
  const body =
    prices.length === 1
      ? [...prices, ...equity, ...inventories]
      : [...equity, ...prices.flatMap((price, i) => [price, inventories[i]!])];
  return html`<section id="charts" aria-label="Charts">
    <div class="toolbar" role="toolbar" aria-label="Time shown in all charts">
      <button type="button" id="pan-back" aria-label="Earlier">&#8592;</button>
      <button type="button" id="pan-on" aria-label="Later">&#8594;</button>
      <button type="button" id="zoom-in" aria-label="Zoom in">+</button>
      <button type="button" id="zoom-out" aria-label="Zoom out">&#8722;</button>
      <button type="button" id="zoom-reset" disabled>Whole run</button>
      <p class="hint">
        Drag over a chart to zoom, double-click for the whole run. Where fills crowd, one marker
        stands for several. Samples every ${formatDuration(result.samples.everyNs)}; times are UTC.
      </p>
    </div>
    <noscript
      ><p class="card">
        The charts and the list of fills need JavaScript, which this page brings along.
      </p></noscript
    >
    ${body}
  </section>`;
}

function chart(options: {
  readonly kind: "price" | "inventory" | "equity";
  readonly index: number;
  readonly title: string;
  readonly note: string;
  readonly label: string;
  readonly legend: Html;
}): Html {
  const { kind, index, title, note, label, legend } = options;
  return html`<figure class="card">
    <figcaption>
      <h2>${title}</h2>
      ${legend} <span class="note">${note}</span>
    </figcaption>
    <div
      class="chart ${kind}"
      data-chart="${kind}"
      data-index="${String(index)}"
      role="img"
      aria-label="${label}"
    ></div>
  </figure>`;
}

/** The limits that the position knew, and how long it was near them. */
function heldNote(tearSheet: TearSheet | undefined, id: string, unit: string): Html {
  const inventory = tearSheet?.instruments.find((one) => one.instrument === id)?.inventory;
  if (inventory === undefined) return html`<span class="dim">dashed: largest position</span>`;
  const { maxAbsQty, atMax } = inventory;
  return html`<span class="dim"
    >dashed: largest position, ${maxAbsQty} ${unit}; ${percentText(atMax)} of the time at nine
    tenths of it or beyond</span
  >`;
}

function drawn(shown: number, total: number, what: string): string {
  const all = total.toLocaleString("en-US");
  if (shown === total) return `${all} ${what}`;
  const kept = what === "fills" ? "" : ", with every high and low";
  return `${shown.toLocaleString("en-US")} of ${all} ${what} drawn${kept}`;
}
