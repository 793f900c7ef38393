import type { Study } from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { spanText } from "../report/page-header.ts";
import { pairsTable } from "../report/pairs-table.ts";
import { significant } from "../report/tear/number-text.ts";
import type { HoldoutPast } from "../research-log/holdout-past.ts";
import type { HoldoutLine } from "../research-log/log-line.ts";
import { numberText } from "./figure-card.ts";

/** The hold-out: locked, or when it was opened and what came out. */
export function holdoutSection(study: Study, past: HoldoutPast): Html {
  const { opened, overlapping, seenPoints } = past;
  const none = study.endNs === study.dataEndNs;
  const length = spanText(BigInt(study.dataEndNs) - BigInt(study.endNs));
  const state = none ? "none" : opened.length > 0 ? "opened" : "locked";
  return html`<section class="card" id="holdout" aria-labelledby="holdout-title">
    <h2 id="holdout-title">Hold-out <span class="count">${state}</span></h2>
    ${
      none
        ? html`<p class="note">
            Trials saw all of the data, so the choice cannot be tested on any.
          </p>`
        : html``
    }
    ${
      state === "locked"
        ? html`<p class="note">
            The last ${length} of the data were seen by no trial of this sweep. Open them once, when
            the choice is made: mexoms holdout runs the best trial on them and logs it.
          </p>`
        : html``
    }
    ${opened.map((line) => opening(line))}
    ${overlapping.map(
      ({ time, who }) =>
        html`<p class="note">
          Some of this time was seen before: a hold-out with other borders was opened on ${time} by
          ${who}.
        </p>`,
    )}
    ${
      seenPoints > 0
        ? html`<p class="note">
            It is not unseen: other sweeps of this strategy ran ${seenPoints} points on some of it.
          </p>`
        : html``
    }
  </section>`;
}

function opening(line: HoldoutLine): Html {
  const { currency, pnl, pnlPerBar, trainPnlPerBar, sharpe, trainSharpe, point } = line;
  return pairsTable(`Opened on ${line.time} by ${line.who}`, [
    [
      "point",
      Object.entries(point)
        .map((pair) => pair.join(" "))
        .join(", "),
    ],
    ["profit", `${significant(pnl, 6)} ${currency} in ${line.bars} bars`],
    [
      "profit of a bar",
      `${numberText(pnlPerBar, currency)}; in the sweep ${numberText(trainPnlPerBar, currency)}`,
    ],
    ["Sharpe of a bar", `${numberText(sharpe)}; in the sweep ${numberText(trainSharpe)}`],
  ]);
}
