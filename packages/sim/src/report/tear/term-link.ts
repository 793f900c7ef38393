import type { TearSheet } from "@mexoms/sim/engine";
import { formatTimestamp } from "@mexoms/core";
import { html, type Html } from "../html.ts";
import { TERM_GROUPS, type TermKey, termName } from "./terms.ts";

/**
 * The name of a figure. It leads to its line in the glossary; the page's script shows that line
 * beside the name instead.
 */
export function termLink(key: TermKey, name: string = termName(key)): Html {
  return html`<a class="term" href="#term-${key}">${name}</a>`;
}

/** Every figure of the page in a line, which the names of the figures lead to. */
export function glossary(sheet: TearSheet): Html {
  const { digest, format, startNs, endNs } = sheet;
  const groups = TERM_GROUPS.filter(
    ({ title }) => sheet.arbitrage !== undefined || title !== "Arbitrage",
  );
  return html`<section class="card glossary" id="glossary" aria-labelledby="glossary-title">
    <h2 id="glossary-title">Glossary</h2>
    <div class="columns">
      ${groups.map(
        ({ title, terms }) =>
          html`<section>
            <h3>${title}</h3>
            <dl>
              ${Object.entries(terms).map(
                ([key, [name, meaning]]) =>
                  html`<div id="term-${key}">
                    <dt>${name}</dt>
                    <dd>${meaning}</dd>
                  </div>`,
              )}
            </dl>
          </section>`,
      )}
    </div>
    <p class="note">
      Tear sheet of the run
      <data data-tear="digest" value="${digest}">${digest.slice(0, 16)}</data> from
      <data data-tear="startNs" value="${String(startNs)}">${formatTimestamp(startNs)}</data> to
      <data data-tear="endNs" value="${String(endNs)}">${formatTimestamp(endNs)}</data>; the same
      values stand in tearsheet.json, format
      <data data-tear="format" value="${String(format)}">${format}</data>.
    </p>
  </section>`;
}
