import type { AccountState, BalanceState, MarginState } from "../account/account-state.ts";

/** T with its whole numbers of any size as text. */
type AsText<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** An account as JSON can hold it. */
export interface SavedAccount {
  readonly name: string;
  readonly version: number;
  readonly balances: readonly AsText<BalanceState>[];
  readonly positions: readonly AsText<MarginState>[];
}

export function saveAccount(name: string, state: AccountState): SavedAccount {
  return {
    name,
    version: state.version,
    balances: state.balances.map((each) => ({
      currency: each.currency,
      total: `${each.total}`,
      held: `${each.held}`,
      free: `${each.free}`,
      borrowed: `${each.borrowed}`,
      interest: `${each.interest}`,
    })),
    positions: state.positions.map((each) => ({
      market: each.market,
      lots: each.lots,
      cost: `${each.cost}`,
      margin: `${each.margin}`,
      maintenance: `${each.maintenance}`,
      leverage: each.leverage,
      liquidationTicks: each.liquidationTicks,
      funding: `${each.funding}`,
      liquidationFees: `${each.liquidationFees}`,
      insurance: `${each.insurance}`,
    })),
  };
}

export function restoreAccount({ version, balances, positions }: SavedAccount): AccountState {
  return {
    version,
    balances: balances.map((each) => ({
      currency: each.currency,
      total: BigInt(each.total),
      held: BigInt(each.held),
      free: BigInt(each.free),
      borrowed: BigInt(each.borrowed),
      interest: BigInt(each.interest),
    })),
    positions: positions.map((each) => ({
      market: each.market,
      lots: each.lots,
      cost: BigInt(each.cost),
      margin: BigInt(each.margin),
      maintenance: BigInt(each.maintenance),
      leverage: each.leverage,
      liquidationTicks: each.liquidationTicks,
      funding: BigInt(each.funding),
      liquidationFees: BigInt(each.liquidationFees),
      insurance: BigInt(each.insurance),
    })),
  };
}
