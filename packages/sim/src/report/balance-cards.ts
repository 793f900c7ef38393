import type { AccountSummary, BalanceSummary } from "@mexoms/sim/engine";
import { figure } from "./figures.ts";
import { html, type Html } from "./html.ts";

/** One card an account: its balances and what moved them. */
export function balanceCards(accounts: readonly AccountSummary[]): Html {
  return html`${accounts.map(
    ({ account, venue, kind, balances }) =>
      html`<article class="card" data-account="${account}">
        <h2>Account ${account}, ${kind} at ${venue}</h2>
        ${balances.map(balanceList)}
      </article>`,
  )}`;
}

function balanceList({ currency, opening, moved, ...rest }: BalanceSummary): Html {
  const { total, held, free, borrowed } = rest;
  const amounts = Object.entries({ opening, ...moved, total, held, free, borrowed });
  return html`<h3>${currency}</h3>
    <dl data-currency="${currency}">
      ${amounts.map(([name, amount]) =>
        figure({ field: name, name: nameOf(name), value: amount.toString(), unit: currency }),
      )}
    </dl>`;
}

function nameOf(field: string): string {
  const text = field === "total" ? "balance" : field.replaceAll("-", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
