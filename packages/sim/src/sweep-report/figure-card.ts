import type { Figure } from "@mexoms/sim/engine";
import { isFigure } from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { significant } from "../report/tear/number-text.ts";

/** A part of the page about one figure of the analysis; or why there is none. */
export function figureCard<T extends object>(options: {
  readonly id: string;
  readonly title: string;
  readonly figure: Figure<T>;
  readonly body: (figure: T) => Html;
}): Html {
  const { id, title, figure, body } = options;
  return html`<section class="card" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${part(figure, body)}
  </section>`;
}

/** A figure within a card, or why there is none. */
export function part<T extends object>(figure: Figure<T>, body: (figure: T) => Html): Html {
  return isFigure(figure)
    ? body(figure)
    : html`<p class="missing">Not shown: ${figure.notEnough}</p>`;
}

/** A number to read, with at most five digits; a dash for none. */
export function numberText(value: number | undefined, unit = ""): string {
  if (value === undefined) return "-";
  const text = significant(value, 5);
  return unit === "" ? text : `${text} ${unit}`;
}

/** One value with its name and what it means. */
export function tile(name: string, value: string, meaning: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}<small>${meaning}</small></dd>
  </div>`;
}

export function tiles(all: readonly Html[]): Html {
  return html`<dl class="tiles">${all}</dl>`;
}

/** A table that scrolls in its own box; the first column names the rows. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="sheet">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...rest]) =>
            html`<tr>
              <th scope="row">${first ?? ""}</th>
              ${rest.map((text) => html`<td>${text}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
