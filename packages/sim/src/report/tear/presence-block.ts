import type { PresenceSheet } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { type BarRow, barTable, shareBar } from "./bars.ts";
import { block, figureList } from "./blocks.ts";
import { significant } from "./number-text.ts";
import { NOT_TWO_SIDED } from "./reasons.ts";
import { termLink } from "./term-link.ts";
import { optional, quantity, share, tearValue } from "./values.ts";

const SIDES = ["buy", "sell"] as const;

/** What rested at the venue, as shares of the run's time; and how wide. */
export function presenceBlock(presence: PresenceSheet, at: string, sizeUnit: string): Html {
  const time = (name: Html, path: string, value: number): BarRow => ({
    name,
    bar: shareBar(value),
    value: share(`${at}.${path}`, value, ""),
  });
  return block(
    "Presence",
    barTable("Share of the run's time", [
      time(termLink("twoSided"), "twoSided", presence.twoSided),
      time(termLink("oneSided"), "oneSided", presence.oneSided),
      ...SIDES.map((side) =>
        time(html`${termLink("atTouch")}, ${side}`, `atTouch.${side}`, presence.atTouch[side]),
      ),
      ...presence.within.map(({ bps, share: part }, i) =>
        time(
          html`${termLink("within")}
          ${tearValue(`${at}.within.${i}.bps`, bps, html`${String(bps)} bps`)}`,
          `within.${i}.share`,
          part,
        ),
      ),
    ]),
    spreadBars(presence, at),
    figureList(
      SIDES.map((side) => ({
        term: "quotedSize",
        name: `Mean open size, ${side}`,
        value: quantity(`${at}.quotedQty.${side}`, presence.quotedQty[side], sizeUnit),
      })),
    ),
  );
}

function spreadBars({ quotedSpreadBps, marketSpreadBps }: PresenceSheet, at: string): Html {
  const widest = Math.max(quotedSpreadBps ?? 0, marketSpreadBps ?? 0);
  const spread = (term: "quotedSpreadBps" | "marketSpreadBps", bps?: number): BarRow => ({
    name: termLink(term),
    bar: shareBar(widest === 0 ? 0 : (bps ?? 0) / widest),
    value: optional(`${at}.${term}`, bps, {
      shown: (value) => html`${significant(value, 4)} <span class="unit">bps</span>`,
      why: NOT_TWO_SIDED,
    }),
  });
  return html`<h4>Spread, while two-sided</h4>
    ${barTable("Spread, while two-sided", [
      spread("quotedSpreadBps", quotedSpreadBps),
      spread("marketSpreadBps", marketSpreadBps),
    ])}`;
}
