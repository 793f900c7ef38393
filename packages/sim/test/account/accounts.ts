import type { AccountConfig, BacktestResult, FuturesConfig } from "@mexoms/sim/engine";

/** A spot account at the test venue. */
export const SPOT: AccountConfig = {
  name: "main",
  venue: "test",
  kind: "spot",
  trades: ["test:spot"],
  balances: { USDT: "1000", BTC: "1" },
};

/** A futures account at the test venue with 10x leverage on cross margin. */
export const FUTURES: AccountConfig & { readonly futures: FuturesConfig } = {
  name: "futures",
  venue: "test",
  kind: "futures",
  trades: ["test:swap"],
  balances: { USDT: "100" },
  futures: {
    marginMode: "cross",
    positionMode: "one-way",
    leverage: { default: "10" },
    brackets: {
      default: [
        { upTo: "10000", maxLeverage: "50", maintenance: "1%", maintenanceAmount: "0" },
        { maxLeverage: "10", maintenance: "5%", maintenanceAmount: "400" },
      ],
    },
    liquidationFee: "1%",
    funding: { default: "none" },
    markInterval: "1s",
  },
};

export function balance(result: BacktestResult, account: string, currency: string): string {
  const found = result.accounts
    .find((each) => each.account === account)
    ?.balances.find((each) => each.currency === currency);
  return found?.total.toString() ?? "none";
}

/** The ledger as "account currency kind counterparty amount -> balance". */
export function ledgerLines(result: BacktestResult): string[] {
  return result.ledger.map(
    ({ account, currency, kind, counterparty, amount, balance: after }) =>
      `${account} ${currency} ${kind} ${counterparty} ${amount.toString()} -> ${after.toString()}`,
  );
}
