import { Money } from "@mexoms/core";
import type { Attribution } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { type BarRow, barTable, floatingBar } from "./bars.ts";
import { termLink } from "./term-link.ts";
import { profit } from "./values.ts";

export type AttributionPart = Exclude<keyof Attribution, "equityChange">;

/** What equity change is made of, in the order of the waterfall. */
export const ATTRIBUTION_PARTS: readonly AttributionPart[] = [
  "spreadCapture",
  "adverseSelection",
  "inventory",
  "hedgeSlippage",
  "fees",
  "funding",
  "other",
  "residual",
];

export interface WaterfallOptions {
  /** Place of the attribution in the file. */
  readonly at: string;
  readonly attribution: Attribution;
  readonly currency: string;
  readonly label: string;
}

/** From spread capture to the change of equity: each bar starts where the one before it ended. */
export function waterfall({ at, attribution, currency, label }: WaterfallOptions): Html {
  const ends = runningSums(attribution);
  const total = attribution.equityChange.toNumber();
  const low = Math.min(0, total, ...ends);
  const high = Math.max(0, total, ...ends);
  const place = (value: number): number => (high === low ? 0 : (value - low) / (high - low));
  const row = (part: keyof Attribution, kind: BarKind, from: number, to: number): BarRow => ({
    name: termLink(part),
    bar: floatingBar({ kind, from: place(from), to: place(to), zero: place(0) }),
    value: profit(`${at}.${part}`, attribution[part], currency),
  });
  const rows = ATTRIBUTION_PARTS.map((part, i) =>
    row(part, attribution[part].units < 0n ? "minus" : "plus", ends[i - 1] ?? 0, ends[i]!),
  );
  const bars = barTable(label, [...rows, row("equityChange", "sum", 0, total)]);
  return html`<div class="waterfall">${bars}</div>`;
}

type BarKind = "plus" | "minus" | "sum";

function runningSums(attribution: Attribution): number[] {
  let sum = new Money(0n, 0);
  return ATTRIBUTION_PARTS.map((part) => {
    sum = sum.plus(attribution[part]);
    return sum.toNumber();
  });
}
