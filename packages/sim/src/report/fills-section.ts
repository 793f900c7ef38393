import type { ReportData } from "../../report-page/report-data.ts";
import { html, type Html } from "./html.ts";

/** The frame of the fills table; its rows come from the embedded data. */
export function fillsSection(data: ReportData): Html {
  const { total, ns } = data.fills;
  const several = data.instruments.length > 1;
  return html`<section class="card" id="fills" aria-labelledby="fills-title">
    <div class="bar-line">
      <h2 id="fills-title">Fills <span class="count" data-field="fills-total">${total}</span></h2>
      <label class="filter">
        <span class="hidden">Filter by side, maker or taker, reason, symbol or order</span>
        <input
          type="search"
          placeholder="Filter: sell queue-reached"
          autocomplete="off"
          spellcheck="false"
        />
      </label>
    </div>
    ${
      ns.length < total
        ? html`<p class="note" data-field="fills-cap">
            The table holds the first ${ns.length} of ${total} fills; fills.csv, beside this page,
            has all of them.
          </p>`
        : html``
    }
    <div class="scroll" tabindex="0" role="region" aria-label="Table of fills">
      <table class="fills">
        <thead>
          <tr>
            <th scope="col">Exchange time, UTC</th>
            ${several ? html`<th scope="col">Instrument</th>` : html``}
            <th scope="col">Side</th>
            <th scope="col" class="number">Price</th>
            <th scope="col" class="number">Quantity</th>
            <th scope="col">Liquidity</th>
            <th scope="col">Reason</th>
            <th scope="col" class="number">Fee</th>
            <th scope="col" class="number">Position after</th>
          </tr>
        </thead>
        <tbody></tbody>
      </table>
    </div>
    <div class="bar-line pages">
      <span role="status" aria-live="polite"></span>
      <span>
        <button type="button" data-page="back">Previous</button>
        <button type="button" data-page="on">Next</button>
      </span>
    </div>
  </section>`;
}
