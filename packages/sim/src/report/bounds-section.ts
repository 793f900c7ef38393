import type { InstrumentSummary } from "@mexoms/sim/engine";
import { type BacktestBounds, BOUND_NAMES, disputedCurrencies } from "../bounds.ts";
import { gain } from "./figures.ts";
import { html, type Html } from "./html.ts";

/** The three runs side by side, with a warning where they do not agree on profit or loss. */
export function boundsSection(bounds: BacktestBounds): Html {
  const disputed = disputedCurrencies(bounds);
  const warning =
    disputed.length === 0
      ? html``
      : html`<p class="down bounds-warning" role="alert">
          The sign of the equity in ${disputed.join(", ")} depends on the queue alone: this data
          does not tell whether the strategy earns.
        </p>`;
  return html`<section class="card" id="bounds" aria-labelledby="bounds-title">
    <h2 id="bounds-title">Between the bounds</h2>
    ${warning}
    <p class="note">
      The same strategy with its orders always last at their price (pessimistic), with the queue
      model of this run (expected), and always first (optimistic). bounds.json has all figures.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Results between the bounds">
      <table class="notes">
        <thead>
          <tr>
            <th scope="col">Instrument</th>
            ${BOUND_NAMES.map(
              (name) => html`<th scope="col">${name}, ${bounds[name].inputs.queue}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${bounds.expected.summary.map(
            (summary, i) =>
              html`<tr>
                <th scope="row">${summary.instrument}</th>
                ${BOUND_NAMES.map((name) => cell(bounds[name].summary[i]!))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function cell({ equity, settle, fills, positionQty }: InstrumentSummary): Html {
  return html`<td>
    ${gain("boundEquity", equity, settle)}<br />
    <span class="note">${fills} fills, position ${positionQty}</span>
  </td>`;
}
