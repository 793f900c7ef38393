import type { FillGroup, InstrumentSheet, Markout, TearSheet } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { nothing } from "./blocks.ts";
import { durationText, signedText } from "./number-text.ts";
import { NO_FILL, TOO_SHORT } from "./reasons.ts";
import { termLink } from "./term-link.ts";
import type { TermKey } from "./terms.ts";
import { count, optional, profit, quantity, share, signClass } from "./values.ts";

type Grouping = FillGroup["by"];

const GROUPINGS: Readonly<Record<Grouping, { readonly name: string; readonly term: TermKey }>> = {
  all: { name: "All fills", term: "fills" },
  side: { name: "Side", term: "groupFills" },
  liquidity: { name: "Maker or taker", term: "liquidity" },
  level: { name: "Level", term: "level" },
  "queue-at-entry": { name: "Queue at entry", term: "queueAtEntry" },
  "order-age": { name: "Order age", term: "orderAge" },
  imbalance: { name: "Imbalance", term: "imbalance" },
  "taker-size": { name: "Taker size", term: "takerSize" },
  hour: { name: "Hour", term: "groupFills" },
  volatility: { name: "Volatility", term: "volatility" },
};

/** The curve of markouts by horizon, its choice of groups, and the table that it is drawn from. */
export function markoutsSection(sheet: TearSheet, index: number, sizeUnit: string): Html {
  const one = sheet.instruments[index]!;
  const groupings = [...new Set(one.markouts.map(({ by }) => by))];
  const id = `markouts-${index}`;
  return html`<section class="card markouts" id="${id}" aria-label="Markouts of ${one.instrument}">
    <div class="bar-line">
      <h2>${termLink("markout", "Markouts")}: ${one.instrument}</h2>
      ${
        groupings.length === 0
          ? html``
          : html`<label class="by"
              >Fills by
              <select data-markouts="${String(index)}">
                ${groupings.map((by) => html`<option value="${by}">${GROUPINGS[by].name}</option>`)}
              </select>
            </label>`
      }
    </div>
    ${groupings.length === 0 ? nothing("No fill: there is no markout.") : curve(one, index)}
    ${markoutTable(sheet, index, sizeUnit)}
  </section>`;
}

function curve(one: InstrumentSheet, index: number): Html {
  return html`<p class="note">
      Above zero the fills still paid after that time, below it they were run over. Shaded is the
      ${termLink("band")}. <span data-markouts-note="${String(index)}"></span>
    </p>
    <div
      class="chart curve"
      data-chart="markouts"
      data-index="${String(index)}"
      role="img"
      aria-label="Markout in basis points by time after the fill, of ${one.instrument}; the same numbers stand in the table below"
    ></div>`;
}

function markoutTable(sheet: TearSheet, index: number, sizeUnit: string): Html {
  const { markouts, instrument } = sheet.instruments[index]!;
  const groupings = [...new Set(markouts.map(({ by }) => by))];
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="Table of markouts of ${instrument}"
  >
    <table class="sheet" data-markouts-table="${String(index)}">
      <thead>
        <tr>
          <th scope="col">${termLink("groupFills", "Group")}</th>
          <th scope="col">${termLink("fills")}</th>
          <th scope="col">Size</th>
          <th scope="col">${termLink("groupCapture", "Capture")}</th>
          ${sheet.horizonsNs.map(
            (ns, h) =>
              html`<th scope="col">
                <data data-tear="horizonsNs.${String(h)}" value="${String(ns)}"
                  >${durationText(ns)}</data
                >, bps
              </th>`,
          )}
          <th scope="col">${termLink("toxic")}</th>
        </tr>
      </thead>
      ${groupings.map(
        (by) =>
          html`<tbody data-by="${by}">
            ${markouts.map((group, g) =>
              group.by === by ? groupRow(sheet, { index, g, sizeUnit }) : html``,
            )}
          </tbody>`,
      )}
    </table>
  </div>`;
}

interface GroupPlace {
  readonly index: number;
  readonly g: number;
  readonly sizeUnit: string;
}

function groupRow(sheet: TearSheet, { index, g, sizeUnit }: GroupPlace): Html {
  const { markouts, settle } = sheet.instruments[index]!;
  const group = markouts[g]!;
  const at = `instruments.${index}.markouts.${g}`;
  const { name, term } = GROUPINGS[group.by];
  const isFirst = markouts[g - 1]?.by !== group.by;
  const by = html`<data
    class="${isFirst ? "by-name" : "hidden"}"
    data-tear="${at}.by"
    value="${group.by}"
    >${isFirst ? termLink(term, name) : name}</data
  >`;
  const own = group.by === "all" ? "every one" : group.group;
  return html`<tr>
    <th scope="row">
      ${by}
      <data data-tear="${at}.group" value="${group.group}">${own}</data>
    </th>
    <td>${count(`${at}.fills`, group.fills)}</td>
    <td>${quantity(`${at}.qty`, group.qty, sizeUnit)}</td>
    <td>${profit(`${at}.spreadCapture`, group.spreadCapture, settle)}</td>
    ${group.markouts.map(
      (markout, h) => html`<td>${markoutCell(markout, `${at}.markouts.${h}`, group.fills)}</td>`,
    )}
    <td>${share(`${at}.toxic`, group.toxic, group.fills === 0 ? NO_FILL : TOO_SHORT)}</td>
  </tr>`;
}

/** The mean, and below it its band and how many fills reach this far into the data. */
function markoutCell(markout: Markout, at: string, groupFills: number): Html {
  const { horizonNs, fills, bps, lowBps, highBps } = markout;
  const why = groupFills === 0 ? NO_FILL : "no data that late";
  const shown = (value: number): Html =>
    html`<span class="${signClass(value)}">${signedText(value)}</span>`;
  const plain = { shown: signedText, why: bps === undefined ? why : "fewer than two fills" };
  const low = optional(`${at}.lowBps`, lowBps, plain);
  const high = optional(`${at}.highBps`, highBps, plain);
  const band =
    lowBps === undefined
      ? html`<span class="hidden">${low}${high}</span>no band`
      : html`${low} to ${high}`;
  return html`<data data-tear="${at}.horizonNs" value="${String(horizonNs)}"
      >${optional(`${at}.bps`, bps, { shown, why })}</data
    >
    <small class="${bps === undefined ? "hidden" : ""}"
      >${band}
      <span class="${fills === groupFills ? "hidden" : "reach"}"
        >${count(`${at}.fills`, fills)} fills</span
      ></small
    >`;
}
