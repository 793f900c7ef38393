import type { BacktestResult } from "@mexoms/sim/engine";
import { formatTimestamp } from "@mexoms/core";
import { html, type Html } from "./html.ts";

/** Explained notes on the page; explained.csv has all of them. */
const NOTES_MAX = 1000;

/** What the strategy explained, if it did. */
export function notesSection(result: BacktestResult): Html {
  const { explained } = result;
  if (explained.length === 0) return html``;
  const shown = explained.slice(0, NOTES_MAX);
  const cap =
    shown.length === explained.length
      ? html``
      : html`<p class="note">
          The first ${shown.length} of ${explained.length} notes; explained.csv has all of them.
        </p>`;
  return html`<section class="card" aria-labelledby="notes-title">
    <details>
      <summary>
        <h2 id="notes-title">
          Explained by the strategy <span class="count">${explained.length}</span>
        </h2>
      </summary>
      ${cap}
      <div class="scroll" tabindex="0" role="region" aria-label="Notes of the strategy">
        <table class="notes">
          <thead>
            <tr>
              <th scope="col">Time, UTC</th>
              <th scope="col">Topic</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((note) => {
              const iso = formatTimestamp(note.ns);
              return html`<tr>
                <td class="time">${iso.slice(0, 10)} ${iso.slice(11, 23)}</td>
                <td>${note.topic}</td>
                <td>${note.text}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}
