import { html, type Html } from "../html.ts";
import { termLink } from "./term-link.ts";
import type { TermKey } from "./terms.ts";

export interface Figure {
  readonly term: TermKey;
  /** Of the figure here, when the name of the term does not tell it from another. */
  readonly name?: string;
  readonly value: Html;
}

/** Names and values, each name explained. */
export function figureList(figures: readonly Figure[]): Html {
  return html`<dl class="figures">
    ${figures.map(
      ({ term, name, value }) =>
        html`<div>
          <dt>${termLink(term, name)}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A part of an instrument's sheet that a reader can fold away. */
export function block(title: string, ...content: readonly Html[]): Html {
  return html`<details class="block" open>
    <summary><h3>${title}</h3></summary>
    ${content}
  </details>`;
}

export interface TableRow {
  readonly name: Html;
  /** A single cell goes over all columns. */
  readonly cells: readonly Html[];
}

export interface TableOptions {
  /** What the table holds, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Html[];
  readonly rows: readonly TableRow[];
}

/** A table that scrolls in its own box when it is wider than the page. */
export function table({ label, columns, rows }: TableOptions): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="sheet">
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, cells }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${rowCells(cells, columns.length - 1)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function rowCells(cells: readonly Html[], columns: number): Html {
  const [only] = cells;
  if (only !== undefined && cells.length === 1) {
    return html`<td class="wide" colspan="${String(columns)}">${only}</td>`;
  }
  return html`${cells.map((cell) => html`<td>${cell}</td>`)}`;
}

/** Says in words that there is nothing to show, and why. */
export function nothing(why: string): Html {
  return html`<p class="note nothing">${why}</p>`;
}
