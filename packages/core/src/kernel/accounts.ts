import type { AccountState } from "../account/account-state.ts";
import { type AccountFacts, AccountView } from "../account/account-view.ts";
import { ConfigError } from "../errors.ts";
import type { Instrument } from "../instrument/instrument.ts";
import type { Rate } from "../numbers/rate.ts";
import type { OrderRecord } from "../order/order-record.ts";
import type { MarketState } from "./market-state.ts";
import { restoreAccount, type SavedAccount, saveAccount } from "./saved-account.ts";

/** An account and its fee rates by number of the instrument; undefined: those of the instrument. */
export interface AccountOptions extends AccountFacts {
  readonly fees: ReadonlyMap<number, { readonly maker: Rate; readonly taker: Rate }>;
}

/** The accounts that a kernel's orders go to. */
export class Accounts {
  readonly views: readonly AccountView[];
  readonly #options: readonly AccountOptions[];
  readonly #markets: readonly MarketState[];
  readonly #byName: ReadonlyMap<string, number>;

  constructor(options: readonly AccountOptions[], markets: readonly MarketState[]) {
    this.#options = options;
    this.#markets = markets;
    this.views = options.map((each) => new AccountView(each, markets));
    this.#byName = new Map(options.map(({ name }, index) => [name, index]));
  }

  /** Whether the run has accounts. */
  get given(): boolean {
    return this.views.length > 0;
  }

  /** How each account stood at the start. */
  get openings(): readonly AccountState[] {
    return this.#options.map(({ opening }) => opening);
  }

  /** Number of an account; 0 in a run without accounts. */
  numberOf(name: string | undefined): number {
    return name === undefined ? 0 : (this.#byName.get(name) ?? 0);
  }

  name(account: number): string | undefined {
    return this.views[account]?.name;
  }

  /**
   * Name of the account for an order: the one asked for, or the first that trades the instrument;
   * undefined when none does. Throws ConfigError for one that does not trade it.
   */
  nameFor(instrument: Instrument, asked: string | undefined): string | undefined {
    if (asked === undefined && !this.given) return undefined;
    return this.viewOf(instrument, asked)?.name;
  }

  viewOf(instrument: Instrument, name: string | undefined): AccountView | undefined {
    const trading = this.views.filter((view) => view.trades(instrument));
    if (name === undefined) return trading[0];
    const found = trading.find((view) => view.name === name);
    if (found) return found;
    const known = trading.map((view) => view.name).join(", ") || "none";
    throw new ConfigError(
      "account",
      `"${name}" is no account that trades ${instrument.id}; these do: ${known}`,
    );
  }

  /** The rate of an order's account where it is not the instrument's. */
  feeRate({ account, market }: OrderRecord, maker: boolean): Rate | undefined {
    if (account === undefined) return undefined;
    const fees = this.#options[this.#byName.get(account)!]!.fees.get(market);
    return maker ? fees?.maker : fees?.taker;
  }

  /** How each account stands, as JSON can hold it. */
  save(): SavedAccount[] {
    return this.views.map(({ name, state }) => saveAccount(name, state));
  }

  /** Goes on from what was saved of the accounts that are still there. Before the first input. */
  restore(saved: readonly SavedAccount[]): void {
    for (const each of saved) {
      this.views.find(({ name }) => name === each.name)?.restore(restoreAccount(each));
    }
  }

  /** Takes what the venue told of an account, and books its charges to the positions. */
  update(account: number, state: AccountState): void {
    const before = this.views[account]!.update(state);
    if (state.version < before.version) return;
    for (const after of state.positions) {
      const known = before.positions.find(({ market }) => market === after.market);
      this.#markets[after.market]!.position.charge({
        funding: after.funding - (known?.funding ?? 0n),
        liquidationFees: after.liquidationFees - (known?.liquidationFees ?? 0n),
        insurance: after.insurance - (known?.insurance ?? 0n),
      });
    }
  }
}
