import type { MarketState } from "../kernel/market-state.ts";
import type { AccountView } from "../account/account-view.ts";
import type { AccountRange } from "./account-floors.ts";
import { type AccountCaps, capsOf, tighterCaps } from "./account-caps.ts";
import type { ParsedRisk, ParsedScope } from "./parse-risk.ts";
import { Scope } from "./scope.ts";

/** The scopes of a run, and what of the config is for nothing in it. */
export interface RunScopes {
  readonly scopes: readonly Scope[];
  /** Names in the config that the run does not have. */
  readonly unused: readonly string[];
  /** By account. */
  readonly ranges: readonly (AccountRange | undefined)[];
  /** By account. */
  readonly caps: readonly (AccountCaps | undefined)[];
}

/** Lays the scopes of a config over the cells of a run. */
export function scopesOf(
  risk: ParsedRisk,
  markets: readonly MarketState[],
  accounts: readonly AccountView[],
  clock: Float64Array,
): RunScopes {
  const columns = Math.max(1, accounts.length);
  const scopes: Scope[] = [];
  const unused: string[] = [];
  const ranges: (AccountRange | undefined)[] = accounts.map(() => undefined);
  const caps: (AccountCaps | undefined)[] = accounts.map(() => undefined);
  const add = (
    parsed: ParsedScope,
    label: string,
    has: (m: number, a: number) => boolean,
  ): void => {
    const cells = new Uint8Array(markets.length * columns);
    for (let c = 0; c < cells.length; c++) {
      cells[c] = has(Math.trunc(c / columns), c % columns) ? 1 : 0;
    }
    scopes.push(new Scope({ kind: parsed.kind, label, limits: parsed.limits, cells, clock }));
  };
  const venueOf = (m: number): string => markets[m]!.instrument.spec.venue;
  const baseOf = (m: number): string => markets[m]!.instrument.spec.base;
  const idOf = (m: number): string => markets[m]!.instrument.id;
  const nameOf = (a: number): string | undefined => accounts[a]?.name;
  const each = (parsed: ParsedScope, names: readonly string[]): readonly string[] => {
    if (parsed.name === "*") return [...new Set(names)];
    if (names.includes(parsed.name)) return [parsed.name];
    unused.push(`${parsed.kind} ${parsed.name}`);
    return [];
  };
  for (const parsed of risk.scopes) {
    const { kind } = parsed;
    if (kind === "account") {
      const names = accounts.map(({ name }) => name);
      for (const name of each(parsed, names)) {
        add(parsed, `account ${name}`, (_, a) => nameOf(a) === name);
        const a = names.indexOf(name);
        ranges[a] = tighter(ranges[a], rangeOf(parsed, name));
        caps[a] = tighterCaps(caps[a], capsOf(parsed, name));
      }
    } else if (kind === "venue") {
      for (const name of each(
        parsed,
        markets.map((_, m) => venueOf(m)),
      )) {
        add(parsed, `venue ${name}`, (m) => venueOf(m) === name);
      }
    } else if (kind === "instrument") {
      for (const name of each(
        parsed,
        markets.map((_, m) => idOf(m)),
      )) {
        add(parsed, `instrument ${name}`, (m) => idOf(m) === name);
      }
    } else if (kind === "asset") {
      for (const name of each(
        parsed,
        markets.map((_, m) => baseOf(m)),
      )) {
        add(parsed, `asset ${name}`, (m) => baseOf(m) === name);
      }
    } else {
      add(parsed, kind, () => true);
    }
  }
  return { scopes, unused, ranges, caps };
}

function rangeOf({ limits }: ParsedScope, name: string): AccountRange | undefined {
  const { minBalance, maxBalance } = limits;
  if (minBalance === 0 && maxBalance === Infinity) return undefined;
  return { least: minBalance, most: maxBalance, scope: `account ${name}` };
}

function tighter(
  a: AccountRange | undefined,
  b: AccountRange | undefined,
): AccountRange | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { least: Math.max(a.least, b.least), most: Math.min(a.most, b.most), scope: a.scope };
}
