import { html, type Html } from "./html.ts";

export type PairRow = readonly [name: string, value: string];

/** Names and their values, under a caption. */
export function pairsTable(caption: string, rows: readonly PairRow[]): Html {
  return html`<table class="pairs">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
