import { html, type Html } from "../report/html.ts";
import { barTable, floatingBar } from "../report/tear/bars.ts";
import { percentText } from "../report/tear/number-text.ts";

/** One outcome beside a base: how it is called, its value, and a note. */
export interface BaseRow {
  readonly name: Html;
  /** Of the trial. */
  readonly number: number;
  /** Undefined where the trial failed. */
  readonly value: number | undefined;
  readonly ratio: number | undefined;
}

/** Bars that start at the base, to the side of what was better or worse. */
export function baseBars(options: {
  readonly label: string;
  readonly base: number;
  readonly moreIsBetter: boolean;
  readonly texts: { readonly unit: string; readonly of: (number: number) => string };
  readonly rows: readonly BaseRow[];
}): Html {
  const { label, base, moreIsBetter, texts, rows } = options;
  const values = rows.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const from = Math.min(base, ...values);
  const room = Math.max(base, ...values) - from;
  const place = (value: number): number => (room === 0 ? 0.5 : (value - from) / room);
  return barTable(
    label,
    rows.map(({ name, number, value, ratio }) => {
      if (value === undefined) return { name, bar: html``, value: html`failed` };
      const better = moreIsBetter ? value >= base : value <= base;
      const kind = better ? "plus" : "minus";
      const bar = floatingBar({ kind, from: place(base), to: place(value), zero: place(base) });
      const share = ratio === undefined ? "" : `${percentText(ratio)} of the best`;
      return { name, bar, value: html`${texts.of(number)} ${texts.unit}<small>${share}</small>` };
    }),
  );
}
