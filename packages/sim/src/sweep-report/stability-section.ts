import { isFigure, type SweepAnalysis } from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { barTable, signedBar } from "../report/tear/bars.ts";
import { percentText } from "../report/tear/number-text.ts";
import { bestTrialsTable } from "./best-trials-table.ts";
import { numberText, part } from "./figure-card.ts";

const UNITS = { day: "UTC days", hour: "UTC hours", part: "equal parts of the time" } as const;

/** Where the best trial earned, and the ones behind it: in time and by instrument. */
export function stabilitySection(analysis: SweepAnalysis): Html {
  const { overTime, overSymbols, bestStability, currency } = analysis;
  return html`<section class="card" id="stability" aria-labelledby="stability-title">
    <h2 id="stability-title">Where the best trial earned</h2>
    <div class="pair">
      <div>
        <h3>Over time</h3>
        ${part(overTime, ({ unit, parts, positive, bestShare }) => {
          const largest = Math.max(...parts.map(({ pnl }) => Math.abs(pnl)));
          const most =
            bestShare === undefined
              ? ""
              : `; the best one earned ${percentText(bestShare)} of the whole profit`;
          return html`<p class="note">
              By ${UNITS[unit]}: ${String(positive)} of ${parts.length} with a profit${most}.
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="Profit over time">
              ${barTable(
                "Profit over time",
                parts.map(({ label, pnl }) => ({
                  name: html`${label}`,
                  bar: signedBar(pnl, largest),
                  value: html`${numberText(pnl, currency)}`,
                })),
              )}
            </div>`;
        })}
      </div>
      <div>
        <h3>By instrument</h3>
        ${part(overSymbols, ({ symbols }) => {
          const largest = Math.max(...symbols.map(({ pnl }) => Math.abs(Number(pnl))));
          return barTable(
            "Profit by instrument",
            symbols.map((one) => ({
              name: html`${one.instrument}<small
                  >${one.fills} fills, turnover ${one.turnover} ${one.currency}</small
                >`,
              bar: signedBar(Number(one.pnl), largest),
              value: html`${one.pnl} ${one.currency}<small
                  >${percentText(one.positive)} of all trials earned here</small
                >`,
            })),
          );
        })}
      </div>
    </div>
    ${isFigure(bestStability) ? bestTrialsTable(bestStability, currency) : html``}
  </section>`;
}
