import {
  METRICS,
  type SearchSpace,
  type SweepAnalysis,
  type SweepRecord,
} from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { pageAssets } from "../report/page-assets.ts";
import { pageDocument } from "../report/page-document.ts";
import { significant } from "../report/tear/number-text.ts";
import type { Versions } from "../run-folder/versions.ts";
import type { BestRuns } from "./best-runs.ts";
import type { HoldoutPast } from "../research-log/holdout-past.ts";
import { holdoutSection } from "./holdout-section.ts";
import { honestySections } from "./honesty-section.ts";
import {
  importanceSection,
  type ObjectiveTexts,
  sensitivitySection,
} from "./sensitivity-section.ts";
import { stabilitySection } from "./stability-section.ts";
import { failedSection, studySection } from "./study-section.ts";
import { sweepHeader, warningBanner } from "./sweep-header.ts";
import { isDone, metricText, sweepPageData } from "./sweep-page-data.ts";
import { viewsSection } from "./views-section.ts";

export interface SweepReportOptions {
  readonly record: SweepRecord;
  readonly analysis: SweepAnalysis;
  readonly space: SearchSpace;
  readonly holdout: HoldoutPast;
  /** Tear sheets of the best trials, by addresses relative to the page. */
  readonly best: BestRuns;
  /** SHA-256 of trials.csv. */
  readonly tableDigest: string | undefined;
  readonly versions: Versions;
  readonly command: string | undefined;
}

/**
 * A sweep as one HTML page that needs no network and no other file; only the links to tear sheets
 * lead out of it. Figures have the texts of trials.csv. Equal options give equal text.
 */
export async function renderSweepReport(options: SweepReportOptions): Promise<string> {
  const { record, analysis, best, versions, command } = options;
  const { plan } = record;
  const data = sweepPageData(record, options.space, best.sheets);
  const sections = html`${warningBanner(analysis.warnings)} ${viewsSection(data, best.notes)}
  ${importanceSection(analysis)} ${sensitivitySection(analysis, objectiveTexts(record, analysis))}
  ${stabilitySection(analysis)} ${honestySections(analysis)}
  ${holdoutSection(plan.study, options.holdout)} ${failedSection(record)}
  ${studySection(plan, versions, command)}`;
  const symbols = plan.study.instruments.map(({ symbol }) => symbol).join(", ");
  return pageDocument({
    title: `Sweep of ${plan.study.strategy.name} on ${symbols}`,
    assets: await pageAssets({
      script: "dist/sweep-page/main.js",
      style: "sweep-page/sweep.css",
      uplot: false,
    }),
    data: { id: "sweep-data", value: data },
    body: html`${sweepHeader(record, analysis, options.tableDigest)} ${contents(sections)}
    ${sections}`,
    footer: html`Written by mexoms ${versions.mexoms}. Exact rows are in trials.csv beside this
    page; sweep.json holds every input.`,
  });
}

function objectiveTexts({ rows }: SweepRecord, analysis: SweepAnalysis): ObjectiveTexts {
  const { objective, currency } = analysis;
  const spec = METRICS.find(({ name }) => name === objective);
  const texts = new Map(
    rows.filter(isDone).map(({ number, outcome }) => {
      const value = spec === undefined ? "" : outcome.metrics[spec.name];
      return [number, shownText(metricText(value), spec?.exact ?? false)];
    }),
  );
  return {
    unit: spec?.unit === "currency" ? currency : (spec?.unit ?? ""),
    of: (number) => texts.get(number) ?? "-",
  };
}

/** Exact texts as they are, others with six digits, as in the table of trials. */
function shownText(text: string, exact: boolean): string {
  if (text === "") return "-";
  return exact ? text : significant(Number(text), 6);
}

const CONTENTS = [
  ["trials", "Trials"],
  ["heat-title", "Heat map"],
  ["slices-title", "Slices"],
  ["parallel-title", "Parallel coordinates"],
  ["pareto-title", "Two figures"],
  ["importance", "Importance"],
  ["sensitivity", "Sensitivity"],
  ["stability", "Where it earned"],
  ["folds", "Walk-forward"],
  ["chance", "Chance"],
  ["overfitting", "Overfitting"],
  ["holdout", "Hold-out"],
  ["failed", "Failed"],
  ["inputs", "Inputs"],
] as const;

/** Links to the sections that are there: without trials some are not. */
function contents(sections: Html): Html {
  const there = CONTENTS.filter(([id]) => sections.text.includes(`id="${id}"`));
  return html`<nav class="contents" aria-label="Contents">
    ${there.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}
  </nav>`;
}
