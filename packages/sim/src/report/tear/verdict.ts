import type { CurrencySheet, FillGroup, InstrumentSheet, TearSheet } from "@mexoms/sim/engine";
import type { Money } from "@mexoms/core";
import { html, type Html } from "../html.ts";
import { ATTRIBUTION_PARTS, waterfall } from "./attribution.ts";
import { table } from "./blocks.ts";
import { durationText, significant } from "./number-text.ts";
import { NO_FILL, NO_MAKER_FILL, NO_ORDER, TOO_SHORT } from "./reasons.ts";
import { termLink } from "./term-link.ts";
import { type TermKey, termName } from "./terms.ts";
import {
  amount,
  bps,
  count,
  dash,
  optional,
  plainText,
  profit,
  profitText,
  share,
  signClass,
} from "./values.ts";

/** Whether the run made money, and why: one card a currency, then its instruments side by side. */
export function verdict(sheet: TearSheet): Html {
  return html`<section class="verdicts" aria-label="Verdict">
    ${sheet.currencies.map((_, i) => currencyVerdict(sheet, i))}
    ${sheet.instruments.length > 1 ? comparison(sheet) : html``}
    ${sheet.notes.length > 0 ? notes(sheet) : html``}
  </section>`;
}

function currencyVerdict(sheet: TearSheet, index: number): Html {
  const { currency, attribution, risk } = sheet.currencies[index]!;
  const at = `currencies.${index}`;
  const { equityChange } = attribution;
  const word = equityChange.units > 0n ? "Profit" : equityChange.units < 0n ? "Loss" : "Even";
  const mark = equityChange.units > 0n ? "\u25b2" : equityChange.units < 0n ? "\u25bc" : "\u25cf";
  return html`<article class="card verdict" data-verdict="${currency}">
    <div>
      <h2>Result in <data data-tear="${at}.currency" value="${currency}">${currency}</data></h2>
      <p class="headline">
        <span class="${signClass(Number(equityChange.units))}"
          ><span class="mark" aria-hidden="true">${mark}</span> ${word}</span
        >
        ${profit(`${at}.attribution.equityChange`, equityChange, currency)}
        <span class="caption">after fees</span>
      </p>
      <p class="against">
        ${profitText(equityChange.minus(risk.hold), currency)}
        ${termLink("overHold", "against holding")}, which gave
        ${profit(`${at}.risk.hold`, risk.hold, currency)}
      </p>
      <p class="why">${whySentence(sheet.currencies[index]!)}</p>
      ${tiles(sheet, index)}
    </div>
    <div>
      <h3>From spread capture to P&amp;L</h3>
      ${waterfall({
        at: `${at}.attribution`,
        attribution,
        currency,
        label: `Attribution of the change of equity in ${currency}`,
      })}
      <p class="note">
        Adverse selection is the move in the first
        <data data-tear="adverseNs" value="${String(sheet.adverseNs)}"
          >${durationText(sheet.adverseNs)}</data
        >
        after a fill, inventory what came later. The parts sum to the P&amp;L exactly.
      </p>
    </div>
  </article>`;
}

/** The largest gain and the largest loss in words. */
function whySentence({ currency, attribution }: CurrencySheet): Html {
  const parts = ATTRIBUTION_PARTS.map((part) => ({ part, money: attribution[part] }));
  const best = parts.reduce((a, b) => (b.money.minus(a.money).units > 0n ? b : a));
  const worst = parts.reduce((a, b) => (b.money.minus(a.money).units < 0n ? b : a));
  const named = (name: TermKey, money: Money): Html =>
    html`<strong>${termName(name).toLowerCase()}</strong> ${profitText(money, currency)}`;
  const gained = best.money.units > 0n;
  const lost = worst.money.units < 0n;
  if (!gained && !lost) return html`Nothing was earned and nothing was paid.`;
  return html`${gained ? html`Most came from ${named(best.part, best.money)}` : html`Nothing was earned`}${lost ? html`; ${gained ? "most" : "the most"} was lost to ${named(worst.part, worst.money)}` : html`, and nothing was lost`}.`;
}

function tiles(sheet: TearSheet, index: number): Html {
  const { currency, risk } = sheet.currencies[index]!;
  const at = `currencies.${index}.risk`;
  const own = sheet.instruments.flatMap((one, i) => (one.settle === currency ? [i] : []));
  const single = own.length === 1 ? own[0]! : undefined;
  return html`<dl class="tiles">
    ${single === undefined ? html`` : fillTiles(sheet, single)}
    ${tile("maxDrawdown", amount(`${at}.maxDrawdown`, risk.maxDrawdown, currency), drawdownNote(risk))}
    ${tile("sharpe", sharpeValue(`${at}.sharpe`, risk), sharpeNote(risk))}
  </dl>`;
}

function fillTiles(sheet: TearSheet, i: number): Html {
  const { quality, presence } = sheet.instruments[i]!;
  const at = `instruments.${i}`;
  return html`${tile("fills", count(`${at}.quality.fills`, quality.fills), `of ${quality.orders.toLocaleString("en-US")} orders`)}
  ${tile("fillRatio", share(`${at}.quality.fillRatio`, quality.fillRatio, NO_ORDER), "of the quoted size")}
  ${tile("markout", markoutValue(sheet, i), `at ${durationText(glanceHorizon(sheet))}`)}
  ${tile("twoSided", share(`${at}.presence.twoSided`, presence.twoSided, ""), "of the time")}`;
}

function tile(term: TermKey, value: Html, note: string): Html {
  return html`<div>
    <dt>${termLink(term)}</dt>
    <dd>${value} <small>${note}</small></dd>
  </div>`;
}

function sharpeValue(at: string, { sharpe }: CurrencySheet["risk"]): Html {
  return optional(at, sharpe, { shown: (value) => significant(value, 3), why: TOO_SHORT });
}

function sharpeNote({ intervals, intervalNs }: CurrencySheet["risk"]): string {
  return `${intervals.toLocaleString("en-US")} intervals of ${durationText(intervalNs)}`;
}

function drawdownNote({ maxDrawdown, drawdownNs }: CurrencySheet["risk"]): string {
  return maxDrawdown.units === 0n ? "never below a peak" : `for ${durationText(drawdownNs)}`;
}

/** The horizon nearest to a second, which most readers look at first. */
function glanceHorizon({ horizonsNs }: TearSheet): number {
  const far = (ns: number): number => Math.abs(Math.log(ns / 1e9));
  return horizonsNs.reduce((best, ns) => (far(ns) < far(best) ? ns : best), horizonsNs[0] ?? 1e9);
}

function markoutValue(sheet: TearSheet, i: number): Html {
  const { markouts } = sheet.instruments[i]!;
  const g = markouts.findIndex((group: FillGroup) => group.by === "all");
  const h = sheet.horizonsNs.indexOf(glanceHorizon(sheet));
  const markout = markouts[g]?.markouts[h];
  if (markout === undefined) return dash(NO_FILL);
  return bps(`instruments.${i}.markouts.${g}.markouts.${h}.bps`, markout.bps, "no data that late");
}

function comparison(sheet: TearSheet): Html {
  const row = (one: InstrumentSheet, i: number): { name: Html; cells: Html[] } => {
    const at = `instruments.${i}`;
    const { attribution, quality, presence } = one;
    return {
      name: html`${one.instrument}`,
      cells: [
        profit(`${at}.attribution.equityChange`, attribution.equityChange, one.settle),
        bps(`${at}.captureBps`, one.captureBps, NO_MAKER_FILL),
        count(`${at}.quality.fills`, quality.fills),
        share(`${at}.quality.fillRatio`, quality.fillRatio, NO_ORDER),
        markoutValue(sheet, i),
        share(`${at}.presence.twoSided`, presence.twoSided, ""),
      ],
    };
  };
  const markout = html`${termLink("markout")} at ${durationText(glanceHorizon(sheet))}`;
  return html`<article class="card">
    <h2>Instruments side by side</h2>
    ${table({
      label: "Instruments side by side",
      columns: [
        html`Instrument`,
        termLink("equityChange"),
        termLink("captureBps"),
        termLink("fills"),
        termLink("fillRatio"),
        markout,
        termLink("twoSided"),
      ],
      rows: sheet.instruments.map(row),
    })}
  </article>`;
}

function notes(sheet: TearSheet): Html {
  return html`<ul class="sheet-notes" aria-label="What to know of these figures">
    ${sheet.notes.map((note, i) => html`<li>${plainText(`notes.${i}`, note)}</li>`)}
  </ul>`;
}
