import type { ChurnSheet } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { barTable, shareBar } from "./bars.ts";
import { block, figureList, nothing } from "./blocks.ts";
import { NO_FILL } from "./reasons.ts";
import { termLink } from "./term-link.ts";
import { count, plainText, ratio, share } from "./values.ts";

/** Requests, why orders ended, and how near they came to the venue's limits. */
export function churnBlock(churn: ChurnSheet, at: string): Html {
  const ends = Object.entries(churn.ends).toSorted(([, a], [, b]) => b - a);
  const most = Math.max(1, ...ends.map(([, times]) => times));
  return block(
    "Messages",
    figureList([
      { term: "submits", value: count(`${at}.submits`, churn.submits) },
      { term: "cancels", value: count(`${at}.cancels`, churn.cancels) },
      { term: "amends", value: count(`${at}.amends`, churn.amends) },
      { term: "perSecond", value: ratio(`${at}.perSecond`, churn.perSecond, "") },
      { term: "peakPerSecond", value: ratio(`${at}.peakPerSecond`, churn.peakPerSecond, "") },
      { term: "orderToTrade", value: ratio(`${at}.orderToTrade`, churn.orderToTrade, NO_FILL) },
    ]),
    html`<h4>${termLink("ends")}</h4>`,
    ends.length === 0
      ? nothing("No order ended.")
      : barTable(
          "Why orders ended",
          ends.map(([why, times]) => ({
            name: html`${why}`,
            bar: shareBar(times / most),
            value: count(`${at}.ends.${why}`, times),
          })),
        ),
    html`<h4>${termLink("rates")}</h4>`,
    churn.rates.length === 0
      ? nothing("The run had no rate limits (--rules none).")
      : barTable(
          "Largest part of each rate limit that was used",
          churn.rates.map(({ name, peakShare }, i) => ({
            name: plainText(`${at}.rates.${i}.name`, name),
            bar: shareBar(peakShare),
            value: share(`${at}.rates.${i}.peakShare`, peakShare, ""),
          })),
        ),
  );
}
