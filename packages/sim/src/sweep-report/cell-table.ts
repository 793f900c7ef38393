import { html, type Html } from "../report/html.ts";

/** One row of cells, or why it has none. */
export interface CellRow {
  readonly name: string;
  /** Beside the name, where there is room. */
  readonly note: string;
  readonly cells?: readonly { readonly value: number; readonly text: string }[];
  readonly missing?: string;
  /** Texts behind the cells. */
  readonly after: readonly string[];
}

export interface CellTable {
  readonly caption: string;
  /** Names of the cells. */
  readonly columns: readonly string[];
  /** Whether cells are a strip of colours, with their texts for readers of the screen and as tips. */
  readonly narrow: boolean;
  /** Names of the texts behind the cells. */
  readonly after: readonly string[];
  readonly rows: readonly CellRow[];
}

/** Numbers around zero as a table of colours, up to the largest of them all. */
export function cellTable(options: CellTable): Html {
  const { caption, columns, narrow, after, rows } = options;
  const sizes = rows.flatMap(({ cells = [] }) => cells.map(({ value }) => Math.abs(value)));
  const largest = sizes.reduce((most, size) => (size > most ? size : most), 0);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="cells ${narrow ? "narrow" : ""}">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Trial</th>
          ${narrow ? ends(columns) : columns.map((name) => head(name))}
          ${after.map((name) => head(name))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row" title="${row.note}">${row.name}<small>${row.note}</small></th>
              ${cellsOf(row, options, largest)}
              ${row.after.map((text) => html`<td class="number">${text}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function head(name: string): Html {
  return html`<th scope="col" class="number">${name}</th>`;
}

/** There is room for the first and the last name alone. */
function ends(columns: readonly string[]): Html {
  const half = Math.floor(columns.length / 2);
  return html`<th colspan="${half}">${columns[0] ?? ""}</th>
    <th colspan="${columns.length - half}" class="number">${columns.at(-1) ?? ""}</th>`;
}

function cellsOf(row: CellRow, { columns, narrow }: CellTable, largest: number): Html {
  if (row.cells === undefined) {
    return html`<td colspan="${columns.length}" class="missing">
      Not shown: ${row.missing ?? ""}
    </td>`;
  }
  return html`${row.cells.map(({ value, text }, i) => {
    const share = largest > 0 && Math.abs(value) > 0 ? Math.abs(value) / largest : 0;
    const kind = value < 0 ? "minus" : "plus";
    const part = `--part:${(100 * share).toFixed(1)}%`;
    const whole = `${columns[i] ?? ""}: ${text}`;
    return narrow
      ? html`<td class="${kind}" style="${part}" title="${whole}">
          <span class="hidden">${whole}</span>
        </td>`
      : html`<td class="${kind}" style="${part}">${text}</td>`;
  })}`;
}
