import type { ParsedScope } from "./parse-risk.ts";

/** What one account's margin, debt and funding may come to. */
export interface AccountCaps {
  /** Maintenance margin in 10^-6 of equity; Infinity for no limit. */
  readonly marginUse: number;
  /** Least distance from liquidation in 10^-6 of the price; 0 for no limit. */
  readonly distance: number;
  /** In 10^-6 of the risk currency; Infinity for no limit. */
  readonly borrowed: number;
  readonly fundingPaid: number;
  /** As it stands in a denial. */
  readonly scope: string;
}

/** The caps of a scope for an account; undefined when it has none. */
export function capsOf({ limits }: ParsedScope, name: string): AccountCaps | undefined {
  const { marginUse, liquidationDistance: distance, borrowed, fundingPaid } = limits;
  if (Math.min(marginUse, borrowed, fundingPaid) === Infinity && distance === 0) return undefined;
  return { marginUse, distance, borrowed, fundingPaid, scope: `account ${name}` };
}

/** Of each cap the tighter one of two scopes of the same account. */
export function tighterCaps(
  a: AccountCaps | undefined,
  b: AccountCaps | undefined,
): AccountCaps | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    marginUse: Math.min(a.marginUse, b.marginUse),
    distance: Math.max(a.distance, b.distance),
    borrowed: Math.min(a.borrowed, b.borrowed),
    fundingPaid: Math.min(a.fundingPaid, b.fundingPaid),
    scope: a.scope,
  };
}
