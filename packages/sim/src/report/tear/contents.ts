import type { TearSheet } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";

/** Ways to the parts of a long page. */
export function contents({ instruments, arbitrage }: TearSheet): Html {
  const several = instruments.length > 1;
  const symbol = (id: string): string => (several ? ` ${id.split(":").at(-1)!}` : "");
  const parts: readonly (readonly [id: string, name: string])[] = [
    ...(arbitrage === undefined ? [] : [["arbitrage", "Arbitrage"] as const]),
    ["charts", "Charts"],
    ...instruments.flatMap(({ instrument }, i) => [
      [`markouts-${i}`, `Markouts${symbol(instrument)}`] as const,
      [`details-${i}`, `Details${symbol(instrument)}`] as const,
    ]),
    ["risk-0", "Risk"],
    ["fills", "Fills"],
    ["inputs", "Parameters"],
    ["glossary", "Glossary"],
  ];
  return html`<nav class="contents" aria-label="Parts of this page">
    ${parts.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}
  </nav>`;
}
