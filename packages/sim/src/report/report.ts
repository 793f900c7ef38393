import type { BacktestResult, TearSheet } from "@mexoms/sim/engine";
import { RunInstruments } from "../run-folder/run-instruments.ts";
import type { BacktestBounds } from "../bounds.ts";
import { boundsSection } from "./bounds-section.ts";
import { cards } from "./cards.ts";
import { chartSection } from "./chart-section.ts";
import { fillsSection } from "./fills-section.ts";
import { embeddedJson, Html, html } from "./html.ts";
import { inputsSection, type Provenance } from "./inputs-section.ts";
import { notesSection } from "./notes-section.ts";
import { pageAssets } from "./page-assets.ts";
import { pageData } from "./page-data.ts";
import { pageHeader, pageTitle } from "./page-header.ts";
import { arbitrageCard } from "./tear/arbitrage-card.ts";
import { contents } from "./tear/contents.ts";
import { instrumentSheet } from "./tear/instrument-sheet.ts";
import { riskSections } from "./tear/risk-section.ts";
import { glossary } from "./tear/term-link.ts";
import { verdict } from "./tear/verdict.ts";

/** Nothing may be fetched: the browser itself enforces that the page is complete. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

/**
 * A run as one HTML page that needs no network and no other file: with a tear sheet its verdict comes
 * first, and every value of it is on the page. Amounts are the exact decimals of the result; charts
 * are drawn from a thinned copy, and say so.
 */
export async function renderReport(
  options: {
    readonly result: BacktestResult;
    readonly tearSheet?: TearSheet | undefined;
    readonly bounds?: BacktestBounds | undefined;
  } & Provenance,
): Promise<string> {
  const { result, tearSheet, bounds } = options;
  const instruments = new RunInstruments(result.inputs);
  const { script, style } = await pageAssets();
  const data = pageData(result, instruments, { bounds, tearSheet });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${pageTitle(result)}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          ${pageHeader(result)} ${tearSheet ? contents(tearSheet) : html``}
          ${tearSheet ? verdict(tearSheet) : cards(result, instruments)}
          ${bounds ? boundsSection(bounds) : html``}
          ${tearSheet?.arbitrage ? arbitrageCard(tearSheet.arbitrage) : html``}
          ${chartSection(result, data, tearSheet)}
          ${tearSheet ? sheets(tearSheet, instruments) : html``}
          ${tearSheet ? cards(result, instruments) : html``} ${fillsSection(data)}
          ${inputsSection(result, options)} ${notesSection(result)}
          ${tearSheet ? glossary(tearSheet) : html``}
        </main>
        <footer>
          Written by mexoms ${options.versions.mexoms}. Exact rows are in fills.csv, orders.csv and
          equity.csv beside this page; run.json holds every input. Charts by uPlot (MIT licence).
        </footer>
        <script type="application/json" id="report-data">
          ${embeddedJson(data)}
        </script>
        <script>
          ${new Html(script)};
        </script>
      </body>
    </html> `;
  return page.text;
}

function sheets(tearSheet: TearSheet, instruments: RunInstruments): Html {
  return html`${tearSheet.instruments.map((_, i) => instrumentSheet(tearSheet, i, instruments))}
  ${riskSections(tearSheet)}`;
}
