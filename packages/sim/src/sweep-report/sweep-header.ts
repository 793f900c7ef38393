import { formatDuration } from "@mexoms/core";
import type {
  Study,
  SweepAnalysis,
  SweepRecord,
  SweepWarning,
  Unfinished,
} from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { spanText, timeElement } from "../report/page-header.ts";
import { pageHeading } from "../report/page-heading.ts";
import { significant } from "../report/tear/number-text.ts";
import { adviceOf } from "./warning-advice.ts";

/** What was swept, over what, how far it is, and the digest of its table. */
export function sweepHeader(
  { plan, unfinished }: SweepRecord,
  analysis: SweepAnalysis,
  tableDigest: string | undefined,
): Html {
  const { study } = plan;
  const { counts } = analysis;
  const facts: (readonly [string, Html])[] = [
    ["From", timeElement(BigInt(study.startNs))],
    ["To", timeElement(BigInt(study.endNs))],
    ["Span", html`${spanText(BigInt(study.endNs) - BigInt(study.startNs))}`],
    ["Hold-out", holdoutText(study, plan.holdout)],
    ["Search", html`${plan.search}, best by ${plan.objectives.join(", then ")}`],
    [
      "Trials",
      html`${trialsText(analysis)}${unfinished === undefined ? "" : `; ${notRun(unfinished)}`}`,
    ],
    ["Trials of the project", html`${counts.project}`],
    ["Models", html`latency ${study.latency}, queue ${study.queue}, ${study.exchange}`],
    ["Bar", html`${formatDuration(study.barNs)}`],
    ["Seed", html`${String(study.seed)}, of the search ${String(plan.seed)}`],
    ...(tableDigest === undefined
      ? []
      : [
          [
            "Digest of trials.csv",
            html`<code title="${tableDigest}">${tableDigest.slice(0, 16)}</code>`,
          ] as const,
        ]),
  ];
  return html`<header>
    ${pageHeading({ kind: "mexoms sweep", strategy: study.strategy.name, instruments: study.instruments })}
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
}

function trialsText({ counts }: SweepAnalysis): string {
  const done = counts.rows - counts.failed;
  const phases = [
    `${counts.search} of the search`,
    ...(counts.nearby > 0 ? [`${counts.nearby} nearby`] : []),
    ...(counts.assumptions > 0 ? [`${counts.assumptions} under other assumptions`] : []),
  ];
  return `${done} done, ${counts.failed} failed (${phases.join(", ")})`;
}

function notRun(unfinished: Unfinished): string {
  return unfinished === "budget"
    ? "the others were not run: the time budget was used up"
    : "the others were not run: it was interrupted, or is running now";
}

function holdoutText(study: Study, holdout: number): Html {
  if (holdout === 0) return html`none: nothing is left to test the choice on`;
  const length = spanText(BigInt(study.dataEndNs) - BigInt(study.endNs));
  return html`last ${significant(100 * holdout, 3)} % (${length}), unseen by all trials`;
}

/** Reasons to doubt the best trial, each with its figures and what to do. */
export function warningBanner(warnings: readonly SweepWarning[]): Html {
  if (warnings.length === 0) return html``;
  const count = warnings.length === 1 ? "A reason" : `${warnings.length} reasons`;
  return html`<section class="card warnings" id="warnings" aria-labelledby="warnings-title">
    <h2 id="warnings-title">
      <span aria-hidden="true">&#9888;</span> ${count} to doubt the best trial
    </h2>
    <ul>
      ${warnings.map(
        (one) =>
          html`<li data-warning="${one.code}">
            <p>${one.text}</p>
            <p class="advice">${adviceOf(one)}</p>
            <p class="figures-of">
              ${Object.entries(one.figures).map(
                ([name, value]) =>
                  html`<span
                    >${name}
                    <b>${typeof value === "number" ? significant(value, 4) : value}</b></span
                  > `,
              )}
            </p>
          </li>`,
      )}
    </ul>
  </section>`;
}
