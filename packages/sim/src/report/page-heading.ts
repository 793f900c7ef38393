import type { InstrumentSpec } from "@mexoms/core";
import { html, type Html } from "./html.ts";

/** The kind of a page, the strategy and its instruments; a badge where their market is made up. */
export function pageHeading(of: {
  readonly kind: string;
  readonly strategy: string;
  readonly instruments: readonly InstrumentSpec[];
}): Html {
  const synthetic = of.instruments.some((spec) => spec.venue === "synthetic");
  return html`<p class="kind">${of.kind}</p>
    <h1>
      ${of.strategy}
      ${
        synthetic
          ? html`<span class="badge" title="Made-up market data: not a recording of any venue"
              >SYNTHETIC</span
            >`
          : html``
      }
    </h1>
    <ul class="chips" aria-label="Instruments">
      ${of.instruments.map(
        (spec) =>
          html`<li>${spec.symbol} <span class="dim">${spec.market} on ${spec.venue}</span></li>`,
      )}
    </ul>`;
}
