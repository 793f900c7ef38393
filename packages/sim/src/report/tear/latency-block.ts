import type { LatencySheet, Quantiles } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { barTable, rangeBar, signedBar } from "./bars.ts";
import { block, table } from "./blocks.ts";
import { NO_FILL } from "./reasons.ts";
import { termLink } from "./term-link.ts";
import type { TermKey } from "./terms.ts";
import { bps, count, duration, none } from "./values.ts";

export interface QuantileRow {
  readonly term: TermKey;
  readonly at: string;
  readonly quantiles: Quantiles | undefined;
  readonly why: string;
}

const QUANTILES = ["minNs", "p50Ns", "p90Ns", "p99Ns", "maxNs"] as const;
const NAMES = ["Least", "p50", "p90", "p99", "Most"];

/** Quantiles of times in numbers, and as ranges on one scale of powers of ten. */
export function quantileTable(label: string, rows: readonly QuantileRow[]): Html {
  const scale = logScale(rows.flatMap(({ quantiles }) => (quantiles ? [quantiles] : [])));
  return table({
    label,
    columns: [
      termLink("quantile"),
      html`p50 to p99`,
      ...NAMES.map((name) => html`${name}`),
      html`Count`,
    ],
    rows: rows.map(({ term, at, quantiles, why }) => ({
      name: termLink(term),
      cells:
        quantiles === undefined
          ? [html`${none(at, why)}`]
          : [
              html`<span class="track" aria-hidden="true"
                >${rangeBar(scale(quantiles.p50Ns), scale(quantiles.p99Ns), scale(quantiles.p50Ns))}</span
              >`,
              ...QUANTILES.map((name) => duration(`${at}.${name}`, quantiles[name], "")),
              count(`${at}.count`, quantiles.count),
            ],
    })),
  });
}

/** From the requests to the venue and back; and what slow answers cost. */
export function latencyBlock(latency: LatencySheet, at: string): Html {
  const row = (
    term: "tickToIntent" | "intentToVenue" | "ack" | "cancelAck",
    why: string,
  ): QuantileRow => ({
    term,
    at: `${at}.${term}`,
    quantiles: latency[term],
    why,
  });
  return block(
    "Latency",
    quantileTable("Latency of requests", [
      row("tickToIntent", "takes no time in a backtest"),
      row("intentToVenue", "no request"),
      row("ack", "no answer"),
      row("cancelAck", "no cancel"),
    ]),
    html`<h4>${termLink("profitByAck")}</h4>`,
    profitBars(latency, `${at}.profitByAck`),
  );
}

function profitBars({ profitByAck }: LatencySheet, at: string): Html {
  if (profitByAck.length === 0)
    return html`<p class="note nothing">No fill to sort by its order's round trip.</p>`;
  const largest = Math.max(...profitByAck.map((one) => Math.abs(one.bps ?? 0)));
  return barTable(
    "Profit by the round trip of the orders",
    profitByAck.map((bucket, i) => ({
      name: html`${duration(`${at}.${i}.fromNs`, bucket.fromNs, "")} to
        ${duration(`${at}.${i}.toNs`, bucket.toNs, "")}
        <small>${count(`${at}.${i}.fills`, bucket.fills)} fills</small>`,
      bar: signedBar(bucket.bps ?? 0, largest),
      value: bps(`${at}.${i}.bps`, bucket.bps, NO_FILL),
    })),
  );
}

/** Places times in a width by their logarithms; zero stands at the left edge. */
function logScale(rows: readonly Quantiles[]): (ns: number) => number {
  const logs = rows.flatMap((row) => [logOf(row.p50Ns), logOf(row.p99Ns)]);
  const low = Math.min(...logs) - 0.5;
  const high = Math.max(...logs) + 0.5;
  return (ns) => (logs.length === 0 ? 0 : (logOf(ns) - low) / (high - low));
}

function logOf(ns: number): number {
  return Math.log10(Math.max(ns, 1));
}
