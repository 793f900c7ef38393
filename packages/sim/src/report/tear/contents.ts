import type { TearSheet } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";

/** Ways to the parts of a long page. */
export function contents({ instruments, arbitrage }: TearSheet): Html {
  const sheets =
    instruments.length > 1
      ? instruments.map(({ instrument }, i) => [`markouts-${i}`, instrument] as const)
      : [["markouts-0", "Markouts"] as const, ["details-0", "Details"] as const];
  const parts: readonly (readonly [id: string, name: string])[] = [
    ...(arbitrage === undefined ? [] : [["arbitrage", "Arbitrage"] as const]),
    ["charts", "Charts"],
    ...sheets,
    ["risk-0", "Risk"],
    ["fills", "Fills"],
    ["inputs", "Parameters"],
    ["glossary", "Glossary"],
  ];
  return html`<nav class="contents" aria-label="Parts of this page">
    ${parts.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}
  </nav>`;
}
