/** What an account is for: coins, coins that may be borrowed, or contracts on margin. */
export type AccountKind = "spot" | "margin" | "futures";

/** One currency of an account. Amounts are integers of 10^-AMOUNT_DECIMALS. */
export interface BalanceState {
  readonly currency: string;
  readonly total: bigint;
  readonly held: bigint;
  /** What a further order may use; below zero after losses. */
  readonly free: bigint;
  readonly borrowed: bigint;
  /** All interest that was paid. */
  readonly interest: bigint;
}

/** A position on margin and what it was charged so far, as the venue keeps it. */
export interface MarginState {
  /** Number of the instrument in the run. */
  readonly market: number;
  readonly lots: number;
  /** Entry value, with the sign that CostBasis gives it. */
  readonly cost: bigint;
  /** Margin that is bound by the position and its open orders. */
  readonly margin: bigint;
  readonly maintenance: bigint;
  readonly leverage: string;
  /** Price at which it would be liquidated if all else stayed; 0 when there is none. */
  readonly liquidationTicks: number;
  /** All that was received (+) or paid (-) as funding. */
  readonly funding: bigint;
  /** All liquidation fees that were paid. */
  readonly liquidationFees: bigint;
  /** All that the insurance fund has paid in. */
  readonly insurance: bigint;
}

/** An account at one time at the venue. */
export interface AccountState {
  /** Grows with each state that the venue sends: one that arrives late is old news. */
  readonly version: number;
  readonly balances: readonly BalanceState[];
  readonly positions: readonly MarginState[];
}
