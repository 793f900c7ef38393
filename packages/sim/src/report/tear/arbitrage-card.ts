import type { ArbitrageSheet } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { type BarRow, barTable, shareBar, signedBar } from "./bars.ts";
import { figureList, nothing, table } from "./blocks.ts";
import { termLink } from "./term-link.ts";
import type { TermKey } from "./terms.ts";
import { amount, bps, count, duration, none, plainText, profit } from "./values.ts";

const AT = "arbitrage";
const NONE_TAKEN = "none taken";

/** From the opportunities that were found to what they gave. */
export function arbitrageCard(sheet: ArbitrageSheet): Html {
  return html`<section class="card arbitrage" id="arbitrage" aria-labelledby="arbitrage-title">
    <h2 id="arbitrage-title">Arbitrage</h2>
    <div class="blocks">
      <div>
        <h3>From detected to filled</h3>
        ${funnel(sheet)}
      </div>
      <div>
        <h3>${termLink("gated", "Not taken, by gate")}</h3>
        ${gates(sheet)}
      </div>
      <div>
        <h3>Expected against realised</h3>
        ${profits(sheet)}
      </div>
      <div>
        <h3>${termLink("nearest")}</h3>
        ${nearest(sheet)}
      </div>
      <div>
        <h3>Edges and drift</h3>
        ${figureList([
          { term: "edgeLife", value: edgeLife(sheet) },
          ...sheet.drift.map(({ instrument, qty }, i) => ({
            term: "drift" as const,
            value: html`${plainText(`${AT}.drift.${i}.qty`, qty)}
              <small>${plainText(`${AT}.drift.${i}.instrument`, instrument)}</small>`,
          })),
        ])}
      </div>
    </div>
  </section>`;
}

/** Deals begun as a part of what was detected, and what became of them as a part of those. */
function funnel(sheet: ArbitrageSheet): Html {
  const row = (term: TermKey, field: FunnelField, whole: number): BarRow => ({
    name: termLink(term),
    bar: shareBar(whole === 0 ? 0 : sheet[field] / whole),
    value: count(`${AT}.${field}`, sheet[field]),
  });
  const { detected, deals } = sheet;
  return html`${barTable("Detected and taken", [
      row("detected", "detected", detected),
      row("taken", "taken", detected),
    ])}
    <h4>Of all deals</h4>
    ${barTable("Of all deals", [
      row("deals", "deals", deals),
      row("bothFilled", "bothFilled", deals),
      row("oneLegged", "oneLegged", deals),
      row("missedDeals", "missed", deals),
    ])}`;
}

type FunnelField = "detected" | "deals" | "taken" | "bothFilled" | "oneLegged" | "missed";

function gates({ gated }: ArbitrageSheet): Html {
  const rows = Object.entries(gated).toSorted(([, a], [, b]) => b - a);
  if (rows.length === 0) return nothing("No gate held anything back.");
  const most = Math.max(1, ...rows.map(([, times]) => times));
  return barTable(
    "Opportunities not taken, by gate",
    rows.map(([gate, times]) => ({
      name: html`${gate}`,
      bar: shareBar(times / most),
      value: count(`${AT}.gated.${gate}`, times),
    })),
  );
}

function profits({ byCurrency }: ArbitrageSheet): Html {
  if (byCurrency.length === 0) return nothing("No opportunity was taken.");
  return html`${byCurrency.map((one, i) => {
    const at = `${AT}.byCurrency.${i}`;
    const { currency, expectedBps, realisedBps } = one;
    const largest = Math.max(Math.abs(one.expected.toNumber()), Math.abs(one.realised.toNumber()));
    const bar = (term: "expected" | "realised"): BarRow => ({
      name: termLink(term),
      bar: signedBar(one[term].toNumber(), largest),
      value: profit(`${at}.${term}`, one[term], currency),
    });
    return html`${barTable(`Expected against realised in ${currency}`, [
      bar("expected"),
      bar("realised"),
    ])}
    ${table({
      label: `Profit of deals in ${currency}`,
      columns: [
        html`Currency`,
        termLink("expected"),
        termLink("realised"),
        termLink("residualCost"),
        termLink("openMarks"),
      ],
      rows: [
        {
          name: plainText(`${at}.currency`, currency),
          cells: [
            bps(`${at}.expectedBps`, expectedBps, NONE_TAKEN),
            bps(`${at}.realisedBps`, realisedBps, NONE_TAKEN),
            amount(`${at}.residualCost`, one.residualCost, currency),
            profit(`${at}.openMarks`, one.openMarks, currency),
          ],
        },
      ],
    })}`;
  })}`;
}

/** Why nothing was taken, in one look: what there was, what of it is lost, what is asked. */
function nearest({ nearest: edges }: ArbitrageSheet): Html {
  if (edges.length === 0) return nothing("No bid was above another market's ask, before fees.");
  return table({
    label: "Nearest edges",
    columns: [html`Edge`, html`Missing`, html`Gross`, html`Fees`, html`Needed`, html`Looks`],
    rows: edges.map((edge, i) => {
      const at = `${AT}.nearest.${i}`;
      return {
        name: plainText(`${at}.name`, edge.name),
        cells: [
          // First, as a phone shows it without scrolling.
          bps(`${at}.missingBps`, edge.missingBps, ""),
          bps(`${at}.grossBps`, edge.grossBps, ""),
          bps(`${at}.feesBps`, edge.feesBps, ""),
          bps(`${at}.needBps`, edge.needBps, ""),
          count(`${at}.crossedLooks`, edge.crossedLooks),
        ],
      };
    }),
  });
}

function edgeLife({ edgeLife: life }: ArbitrageSheet): Html {
  const at = `${AT}.edgeLife`;
  if (life === undefined) return none(at, "no edge was found");
  return html`${duration(`${at}.p50Ns`, life.p50Ns, "")} <small>median</small><br />
    ${duration(`${at}.p90Ns`, life.p90Ns, "")} <small>9 of 10 ended before</small>`;
}
