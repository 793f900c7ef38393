import { html, type Html } from "../html.ts";

/** One bar with its name before and its exact text behind it. */
export interface BarRow {
  readonly name: Html;
  readonly bar: Html;
  readonly value: Html;
}

/** Bars as a table, so that the texts beside them are the chart for those who do not see it. */
export function barTable(label: string, rows: readonly BarRow[]): Html {
  return html`<table class="bars">
    <caption class="hidden">
      ${label}
    </caption>
    <tbody>
      ${rows.map(
        ({ name, bar, value }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="track" aria-hidden="true">${bar}</td>
            <td class="number">${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** From the left edge to a share of the width. */
export function shareBar(share: number): Html {
  return piece("plain", 0, Math.min(Math.max(share, 0), 1));
}

/** From zero in the middle to the value, to the right if it is positive; `largest` fills a half. */
export function signedBar(value: number, largest: number): Html {
  const length = largest === 0 ? 0 : Math.min(Math.abs(value) / largest, 1) / 2;
  const bar = piece(value < 0 ? "minus" : "plus", value < 0 ? 0.5 - length : 0.5, length);
  return html`${zeroLine(0.5)}${bar}`;
}

/** A range of the width with a mark inside it; all in shares of the width. */
export function rangeBar(from: number, to: number, mark: number): Html {
  return html`${piece("range", from, to - from)}${markLine(mark)}`;
}

/** A bar that starts where the one before it ended. */
export function floatingBar(options: {
  readonly kind: "plus" | "minus" | "sum";
  readonly from: number;
  readonly to: number;
  readonly zero: number;
}): Html {
  const { kind, from, to, zero } = options;
  return html`${zeroLine(zero)}${piece(kind, Math.min(from, to), Math.abs(to - from))}`;
}

function piece(kind: string, left: number, width: number): Html {
  if (width === 0 && kind !== "range") return html``;
  return html`<i class="${kind}" style="left:${percent(left)};width:${percent(width)}"></i>`;
}

function zeroLine(left: number): Html {
  return html`<i class="zero" style="left:${percent(left)}"></i>`;
}

function markLine(left: number): Html {
  return html`<i class="mark" style="left:${percent(left)}"></i>`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
