import type { Study } from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { spanText } from "../report/page-header.ts";
import { pairsTable } from "../report/pairs-table.ts";
import { significant } from "../report/tear/number-text.ts";
import type { HoldoutLine } from "../research-log/log-line.ts";
import { numberText } from "./figure-card.ts";

/** Openings of this sweep's own hold-out, and of others that saw some of its time. */
export interface HoldoutState {
  readonly opened: readonly HoldoutLine[];
  readonly overlapping: readonly HoldoutLine[];
}

/** What a project's log says about a study's hold-out. */
export function holdoutState(study: Study, lines: readonly HoldoutLine[]): HoldoutState {
  const data = study.tapes.map(({ digest }) => digest).toSorted();
  const { endNs, dataEndNs } = study;
  const seen = lines.filter(
    (line) =>
      line.strategy === study.strategy.name &&
      line.data.some((digest) => data.includes(digest)) &&
      BigInt(line.fromNs) < BigInt(dataEndNs) &&
      BigInt(endNs) < BigInt(line.toNs),
  );
  const own = (line: HoldoutLine): boolean =>
    line.data.join() === data.join() && line.fromNs === endNs && line.toNs === dataEndNs;
  return { opened: seen.filter(own), overlapping: seen.filter((line) => !own(line)) };
}

/** The hold-out: locked, or when it was opened and what came out. */
export function holdoutSection(study: Study, { opened, overlapping }: HoldoutState): Html {
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
            The last ${length} of the data were seen by no trial. Open them once, when the choice is
            made: mexoms holdout runs the best trial on them and logs it.
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
