import type { Money } from "@mexoms/core";
import { html, type Html, type HtmlPart } from "../html.ts";
import { durationText, percentText, signedText, significant } from "./number-text.ts";

// Every value of tearsheet.json stands on the page as a <data> element: `data-tear` is its place in
// the file, its keys joined by dots, and `value` its text there. What a reader sees may be rounded.

/** A value of the file; `shown` is how it reads. */
export function tearValue(at: string, value: string | number, shown: HtmlPart): Html {
  return html`<data data-tear="${at}" value="${String(value)}">${shown}</data>`;
}

/** A figure without meaning in this run: a dash, and why. */
export function none(at: string, why: string): Html {
  return html`<data class="none" data-tear="${at}" value="" title="${why}">${dash(why)}</data>`;
}

/** A dash for what the file has no place for. */
export function dash(why: string): Html {
  return html`<span aria-hidden="true">&#8211;</span> <span class="why-none">${why}</span>`;
}

/** An optional number by how it is written, or a dash with the reason. */
export function optional(
  at: string,
  value: number | undefined,
  { shown, why }: { readonly shown: (value: number) => HtmlPart; readonly why: string },
): Html {
  return value === undefined ? none(at, why) : tearValue(at, value, shown(value));
}

export function plainText(at: string, text: string): Html {
  return tearValue(at, text, text);
}

export function count(at: string, value: number): Html {
  return tearValue(at, value, value);
}

export function share(at: string, value: number | undefined, why: string): Html {
  return optional(at, value, { shown: percentText, why });
}

export function ratio(at: string, value: number | undefined, why: string): Html {
  return optional(at, value, { shown: (one) => significant(one, 3), why });
}

export function duration(at: string, ns: number | undefined, why: string): Html {
  return optional(at, ns, { shown: durationText, why });
}

/** Basis points with their sign. */
export function bps(at: string, value: number | undefined, why: string): Html {
  const shown = (one: number): Html =>
    html`<span class="${signClass(one)}">${signedText(one)}</span> <span class="unit">bps</span>`;
  return optional(at, value, { shown, why });
}

export function quantity(at: string, text: string, unit: string): Html {
  return tearValue(at, text, html`${digits(text)} <span class="unit">${unit}</span>`);
}

/** An exact amount that can be earned or lost. */
export function profit(at: string, money: Money, currency: string): Html {
  return tearValue(at, money.toString(), profitText(money, currency));
}

/** An exact amount that has no good or bad side. */
export function amount(at: string, money: Money, currency: string): Html {
  const shown = html`${digits(money.toString())} <span class="unit">${currency}</span>`;
  return tearValue(at, money.toString(), shown);
}

/** An exact amount with its sign, in the colour of its sign. */
export function profitText(money: Money, currency: string): Html {
  const sign = money.units > 0n ? "+" : "";
  return html`<span class="${signClass(Number(money.units))}"
      >${sign}${digits(money.toString())}</span
    >
    <span class="unit">${currency}</span>`;
}

export function signClass(value: number): string {
  return value > 0 ? "up" : value < 0 ? "down" : "flat";
}

/**
 * All digits, with those behind a glance's worth set small: two decimals, of amounts below one two
 * digits that are not leading zeros.
 */
function digits(text: string): Html {
  const glance = /^-?0\.0*\d{1,2}|^-?\d+(\.\d{1,2})?/.exec(text)?.[0] ?? text;
  const rest = text.slice(glance.length);
  return rest === "" ? html`${text}` : html`${glance}<span class="fine">${rest}</span>`;
}
