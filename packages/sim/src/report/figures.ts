import type { Money } from "@mexoms/core";
import { html, type Html, type HtmlPart } from "./html.ts";

/** An amount whose sign shows as a shape and a character, and only then as a colour. */
export function gain(field: string, amount: Money, currency: string): Html {
  const up = amount.units > 0n;
  const down = amount.units < 0n;
  const mark = up ? "\u25b2" : down ? "\u25bc" : "\u25cf";
  return html`<span class="gain ${up ? "up" : down ? "down" : "flat"}"
    ><span class="mark" aria-hidden="true">${mark}</span
    ><span data-field="${field}">${amount.toString()}</span>
    <span class="unit">${currency}</span></span
  >`;
}

/** A name and its value in a definition list. */
export function figure(options: {
  readonly field: string;
  readonly name: string;
  readonly value: HtmlPart;
  readonly unit: string;
}): Html {
  const { field, name, value, unit } = options;
  return html`<div>
    <dt>${name}</dt>
    <dd><span data-field="${field}">${value}</span> <span class="unit">${unit}</span></dd>
  </div>`;
}
