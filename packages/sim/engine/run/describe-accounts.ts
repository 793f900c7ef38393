import { Money, type Params } from "@mexoms/core";
import { AMOUNT_DECIMALS } from "@mexoms/core/internal";
import type { LedgerEntry, LedgerKind } from "../account/ledger.ts";
import type { AccountSummary, BalanceSummary, LedgerRow } from "../result/result.ts";
import type { Assembly } from "./assembly.ts";

/** The accounts of a run as they stand at its end. */
export function describeAccounts<P extends Params>(run: Assembly<P>): AccountSummary[] {
  const { kernel, ledger } = run;
  return kernel.accounts.views.map((view) => ({
    account: view.name,
    venue: view.venue,
    kind: view.kind,
    instruments: view.instruments.map(({ id }) => id),
    balances: view.balances().map(({ currency, total, held, free, borrowed }): BalanceSummary => {
      const entries = ledger.entries.filter(
        (entry) => entry.account === view.name && entry.currency === currency,
      );
      const { deposit, ...moved } = sumsByKind(entries);
      return {
        currency,
        opening: deposit ?? new Money(0n, 0),
        moved,
        total,
        held,
        free,
        borrowed,
      };
    }),
  }));
}

export function describeLedger<P extends Params>({
  ledger,
  kernel,
  span,
}: Assembly<P>): LedgerRow[] {
  return ledger.entries.map((entry) => ({
    ns: span.startNs + BigInt(entry.atNs),
    account: entry.account,
    currency: entry.currency,
    kind: entry.kind,
    counterparty: entry.counterparty,
    instrument: kernel.markets[entry.market]?.instrument.id ?? "",
    orderId: entry.orderId === 0 ? 0 : kernel.desk.byId(entry.orderId).id,
    amount: money(entry.units),
    balance: money(entry.balance),
  }));
}

function sumsByKind(entries: readonly LedgerEntry[]): Partial<Record<LedgerKind, Money>> {
  const sums: Partial<Record<LedgerKind, Money>> = {};
  for (const { kind, units } of entries) {
    sums[kind] = (sums[kind] ?? new Money(0n, 0)).plus(money(units));
  }
  return sums;
}

function money(units: bigint): Money {
  return new Money(units, AMOUNT_DECIMALS);
}
