import type {
  BacktestResult,
  EquitySeries,
  FillReason,
  InstrumentSummary,
} from "@mexoms/sim/engine";
import { Money } from "@mexoms/core";
import type { RunInstruments } from "../run-folder/run-instruments.ts";
import { balanceCards } from "./balance-cards.ts";
import { figure, gain } from "./figures.ts";
import { html, type Html } from "./html.ts";

const REASON_TEXTS: Readonly<Record<FillReason, string>> = {
  "book-crossed": "the book moved to or through the order",
  "traded-through": "a trade printed at a worse price",
  "queue-reached": "trades used up the queue ahead",
  "took-level": "took a level of the book on arrival",
  "took-at-limit": "the rest of a taking order, at its limit",
};

/** One card an instrument; and one for each currency in which several instruments settle. */
export function cards(result: BacktestResult, instruments: RunInstruments): Html {
  return html`<section class="cards" aria-label="Summary">
    ${result.samples.equity.map((series) => totalCard(result.summary, series))}
    ${result.summary.map((summary) =>
      instrumentCard(summary, instruments.get(summary.instrument).sizeUnit),
    )}
    ${balanceCards(result.accounts)}
  </section>`;
}

function instrumentCard(summary: InstrumentSummary, sizeUnit: string): Html {
  const { settle } = summary;
  const money = (field: string, name: string, amount: Money): Html =>
    figure({ field, name, value: amount.toString(), unit: settle });
  const size = (field: string, name: string, value: string): Html =>
    figure({ field, name, value, unit: sizeUnit });
  return html`<article class="card" data-instrument="${summary.instrument}">
    <h2>${summary.instrument}</h2>
    <p class="headline">
      ${gain("equity", summary.equity, settle)}<span class="caption">equity at the end</span>
    </p>
    <dl>
      ${money("realized", "Realized", summary.realized)}
      ${money("unrealized", "Unrealized", summary.unrealized)}
      ${money("fees", "Fees", summary.fees)}
      ${
        summary.charges === undefined
          ? html``
          : html`${money("funding", "Funding", summary.charges.funding)}
            ${money("liquidationFees", "Liquidation fees", summary.charges.liquidationFees)}
            ${money("insurance", "Insurance", summary.charges.insurance)}`
      }
      ${money("maxDrawdown", "Largest drawdown", summary.maxDrawdown)}
      ${size("positionQty", "Final position", summary.positionQty)}
      ${size("maxPositionQty", "Largest position", summary.maxPositionQty)}
      ${size("volume", "Volume", summary.volume)} ${money("turnover", "Turnover", summary.turnover)}
      ${figure({ field: "orders", name: "Orders", value: summary.orders, unit: "" })}
      ${figure({ field: "rows", name: "Market rows", value: summary.rows, unit: "" })}
    </dl>
    ${fillsBreakdown(summary)}
  </article>`;
}

function fillsBreakdown(summary: InstrumentSummary): Html {
  const { fills, makerFills } = summary;
  const reasons = Object.entries(REASON_TEXTS) as [FillReason, string][];
  return html`<h3>
      <span data-field="fills">${fills}</span> fills,
      <span data-field="makerFills">${makerFills}</span> maker and
      <span data-field="takerFills">${fills - makerFills}</span> taker
    </h3>
    <table class="reasons">
      <caption class="hidden">
        Why orders were filled
      </caption>
      <thead class="hidden">
        <tr>
          <th scope="col">Reason</th>
          <th scope="col">Fills</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        ${reasons.map(([reason, meaning]) => {
          const count = summary.fillsByReason[reason];
          const percent = fills === 0 ? "0.0" : ((100 * count) / fills).toFixed(1);
          return html`<tr>
            <th scope="row">${reason}<small>${meaning}</small></th>
            <td class="number" data-field="${reason}">${count}</td>
            <td class="share">
              <span class="bar" aria-hidden="true"><i style="width:${percent}%"></i></span>
              <span class="number">${percent}%</span>
            </td>
          </tr>`;
        })}
      </tbody>
    </table>`;
}

function totalCard(summaries: readonly InstrumentSummary[], series: EquitySeries): Html {
  const { currency, amount } = series;
  const parts = summaries.filter((summary) => summary.settle === currency);
  if (parts.length < 2) return html``;
  const sum = (pick: (summary: InstrumentSummary) => Money): Money =>
    parts.reduce((total, summary) => total.plus(pick(summary)), new Money(0n, 0));
  const money = (field: string, name: string, total: Money): Html =>
    figure({ field, name, value: total.toString(), unit: currency });
  const count = (pick: (summary: InstrumentSummary) => number): number =>
    parts.reduce((total, summary) => total + pick(summary), 0);
  return html`<article class="card total" data-total="${currency}">
    <h2>Total in ${currency}, ${parts.length} instruments</h2>
    <p class="headline">
      ${gain(
        "equity",
        sum((one) => one.equity),
        currency,
      )}<span class="caption">equity at the end</span>
    </p>
    <dl>
      ${money(
        "realized",
        "Realized",
        sum((one) => one.realized),
      )}
      ${money(
        "unrealized",
        "Unrealized",
        sum((one) => one.unrealized),
      )}
      ${money(
        "fees",
        "Fees",
        sum((one) => one.fees),
      )}
      ${money("maxDrawdown", "Sampled drawdown", largestDrawdown(amount))}
      ${money(
        "turnover",
        "Turnover",
        sum((one) => one.turnover),
      )}
      ${figure({ field: "fills", name: "Fills", value: count((one) => one.fills), unit: "" })}
      ${figure({ field: "makerFills", name: "of them maker", value: count((one) => one.makerFills), unit: "" })}
      ${figure({ field: "orders", name: "Orders", value: count((one) => one.orders), unit: "" })}
    </dl>
  </article>`;
}

/** The largest fall of equity from a peak before it; equity starts from zero. */
function largestDrawdown(amounts: readonly Money[]): Money {
  let peak = new Money(0n, 0);
  let largest = new Money(0n, 0);
  for (const amount of amounts) {
    const fall = peak.minus(amount);
    if (fall.units < 0n) peak = amount;
    else if (fall.minus(largest).units > 0n) largest = fall;
  }
  return largest;
}
