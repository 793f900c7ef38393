import type { CurrencySheet, TearSheet } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { figureList } from "./blocks.ts";
import { percentText } from "./number-text.ts";
import { TOO_SHORT } from "./reasons.ts";
import { amount, count, duration, none, optional, profit, ratio, signClass } from "./values.ts";

/** Risk of each currency: ratios on returns of equal intervals. */
export function riskSections({ currencies }: TearSheet): Html {
  return html`${currencies.map((sheet, i) => riskCard(sheet, i))}`;
}

function riskCard({ currency, risk }: CurrencySheet, index: number): Html {
  const at = `currencies.${index}.risk`;
  const ofCapital = (value: number): Html =>
    html`<span class="${signClass(value)}">${percentText(value)}</span>
      <span class="unit">of capital</span>`;
  const worst = (name: "worstHour" | "worstDay"): Html => {
    const worstOf = risk[name];
    return worstOf === undefined
      ? none(`${at}.${name}`, TOO_SHORT)
      : profit(`${at}.${name}`, worstOf, currency);
  };
  return html`<section class="card" id="risk-${String(index)}" aria-label="Risk in ${currency}">
    <h2>Risk in ${currency}</h2>
    ${figureList([
      { term: "sharpe", value: ratio(`${at}.sharpe`, risk.sharpe, TOO_SHORT) },
      {
        term: "sharpeAnnual",
        value: ratio(`${at}.sharpeAnnual`, risk.sharpeAnnual, "run shorter than 7 days"),
      },
      { term: "sortino", value: ratio(`${at}.sortino`, risk.sortino, TOO_SHORT) },
      { term: "interval", value: duration(`${at}.intervalNs`, risk.intervalNs, "") },
      { term: "intervals", value: count(`${at}.intervals`, risk.intervals) },
      { term: "capital", value: amount(`${at}.capital`, risk.capital, currency) },
      { term: "maxDrawdown", value: amount(`${at}.maxDrawdown`, risk.maxDrawdown, currency) },
      { term: "drawdown", value: duration(`${at}.drawdownNs`, risk.drawdownNs, "") },
      {
        term: "cvar95",
        value: optional(`${at}.cvar95`, risk.cvar95, { shown: ofCapital, why: TOO_SHORT }),
      },
      { term: "worstHour", value: worst("worstHour") },
      { term: "worstDay", value: worst("worstDay") },
      { term: "hold", value: profit(`${at}.hold`, risk.hold, currency) },
    ])}
  </section>`;
}
