import type { BacktestResult, TearSheet } from "@mexoms/sim/engine";
import { RunInstruments } from "../run-folder/run-instruments.ts";
import type { BacktestBounds } from "../bounds.ts";
import { boundsSection } from "./bounds-section.ts";
import { cards } from "./cards.ts";
import { chartSection } from "./chart-section.ts";
import { fillsSection } from "./fills-section.ts";
import { type Html, html } from "./html.ts";
import { inputsSection, type Provenance } from "./inputs-section.ts";
import { notesSection } from "./notes-section.ts";
import { pageAssets } from "./page-assets.ts";
import { pageData } from "./page-data.ts";
import { pageDocument } from "./page-document.ts";
import { pageHeader, pageTitle } from "./page-header.ts";
import { arbitrageCard } from "./tear/arbitrage-card.ts";
import { contents } from "./tear/contents.ts";
import { instrumentSheet } from "./tear/instrument-sheet.ts";
import { riskSections } from "./tear/risk-section.ts";
import { glossary } from "./tear/term-link.ts";
import { verdict } from "./tear/verdict.ts";

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
  const assets = await pageAssets({
    script: "dist/report-page/main.js",
    style: "report-page/page.css",
    uplot: true,
  });
  const data = pageData(result, instruments, { bounds, tearSheet });
  return pageDocument({
    title: pageTitle(result),
    assets,
    data: { id: "report-data", value: data },
    body: html`${pageHeader(result)} ${tearSheet ? contents(tearSheet) : html``}
    ${tearSheet ? verdict(tearSheet) : cards(result, instruments)}
    ${bounds ? boundsSection(bounds) : html``}
    ${tearSheet?.arbitrage ? arbitrageCard(tearSheet.arbitrage) : html``}
    ${chartSection(result, data, tearSheet)} ${tearSheet ? sheets(tearSheet, instruments) : html``}
    ${tearSheet ? cards(result, instruments) : html``} ${fillsSection(data)}
    ${inputsSection(result, options)} ${notesSection(result)}
    ${tearSheet ? glossary(tearSheet) : html``}`,
    footer: html`Written by mexoms ${options.versions.mexoms}. Exact rows are in fills.csv,
    orders.csv and equity.csv beside this page; run.json holds every input. Charts by uPlot (MIT
    licence).`,
  });
}

function sheets(tearSheet: TearSheet, instruments: RunInstruments): Html {
  return html`${tearSheet.instruments.map((_, i) => instrumentSheet(tearSheet, i, instruments))}
  ${riskSections(tearSheet)}`;
}
