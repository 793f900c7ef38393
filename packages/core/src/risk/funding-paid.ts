import type { AccountView } from "../account/account-view.ts";
import type { MarketState } from "../kernel/market-state.ts";
import { firstResetNs } from "./reset-time.ts";
import type { ToldAmounts } from "./told-amounts.ts";

const DAY_NS = 86_400e9;

/** What must survive a restart: paid since a reset, as amounts of an account's instruments. */
export interface SavedFunding {
  /** The reset, as nanoseconds since 1970. */
  readonly resetNs: string;
  readonly paid: readonly {
    readonly account: string;
    readonly id: string;
    readonly paid: string;
  }[];
}

/** Everything as it stands: by account, market and what was told of it at the reset. */
export interface FundingState {
  readonly nextResetNs: number;
  readonly bases: readonly (readonly (readonly [market: number, told: string])[])[];
}

/** Funding that accounts paid since the last reset, less what they received. */
export class FundingPaid {
  nextResetNs: number;
  readonly #views: readonly AccountView[];
  readonly #markets: readonly MarketState[];
  readonly #amounts: ToldAmounts;
  readonly #epochNs: bigint;
  /** By account: what the venue had told of each market at the reset. */
  readonly #bases: Map<number, bigint>[];

  constructor(of: {
    views: readonly AccountView[];
    markets: readonly MarketState[];
    amounts: ToldAmounts;
    resetNs: number;
    epochNs: bigint;
  }) {
    this.#views = of.views;
    this.#markets = of.markets;
    this.#amounts = of.amounts;
    this.#epochNs = of.epochNs;
    this.nextResetNs = firstResetNs(of.resetNs, of.epochNs);
    this.#bases = of.views.map(toldOf);
  }

  /** Begins anew, with what was told until now. */
  reset(nowNs: number): void {
    while (nowNs >= this.nextResetNs) this.nextResetNs += DAY_NS;
    this.#views.forEach((view, a) => (this.#bases[a] = toldOf(view)));
  }

  /** In 10^-6 of the risk currency, rounded up; below 0 when received. NaN while it has no price. */
  of(account: number): number {
    const received = new Map<string, bigint>();
    for (const { market, funding } of this.#views[account]!.state.positions) {
      const { settle } = this.#markets[market]!.instrument;
      const since = funding - (this.#bases[account]!.get(market) ?? 0n);
      received.set(settle, (received.get(settle) ?? 0n) + since);
    }
    let sum = 0;
    for (const [currency, amount] of received) sum += this.#amounts.worth(amount, currency);
    return -sum;
  }

  save(): SavedFunding {
    const paid = this.#views.flatMap(({ name, state }, a) =>
      state.positions.map(({ market, funding }) => ({
        account: name,
        id: this.#markets[market]!.instrument.id,
        paid: ((this.#bases[a]!.get(market) ?? 0n) - funding).toString(),
      })),
    );
    return { resetNs: this.#resetNs.toString(), paid };
  }

  /** Goes on from an earlier run; what was paid on an earlier day is over. Before the first input. */
  restore({ resetNs, paid }: SavedFunding): void {
    if (BigInt(resetNs) !== this.#resetNs) return;
    for (const each of paid) {
      const a = this.#views.findIndex(({ name }) => name === each.account);
      const market = this.#markets.findIndex(({ instrument }) => instrument.id === each.id);
      const bases = this.#bases[a];
      if (bases === undefined || market < 0) continue;
      bases.set(market, (bases.get(market) ?? 0n) + BigInt(each.paid));
    }
  }

  /** Everything, exactly; changes nothing. */
  state(): FundingState {
    const bases = this.#bases.map((base) => [...base].map(([m, told]) => [m, `${told}`] as const));
    return { nextResetNs: this.nextResetNs, bases };
  }

  /** Goes on from `state` of a kernel with the same accounts. Before the first input. */
  resume({ nextResetNs, bases }: FundingState): void {
    this.nextResetNs = nextResetNs;
    bases.forEach((base, a) => {
      this.#bases[a] = new Map(base.map(([m, told]) => [m, BigInt(told)]));
    });
  }

  get #resetNs(): bigint {
    return this.#epochNs + BigInt(this.nextResetNs - DAY_NS);
  }
}

function toldOf({ state }: AccountView): Map<number, bigint> {
  return new Map(state.positions.map(({ market, funding }) => [market, funding]));
}
