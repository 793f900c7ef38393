import type { AccountMarkets } from "./account-markets.ts";

/** The scheduled events of one account: of each kind at most one a market is under way. */
export class Alarms {
  readonly #markets: AccountMarkets;
  readonly #account: number;
  readonly #due = new Map<string, number>();

  constructor(markets: AccountMarkets, account: number) {
    this.#markets = markets;
    this.#account = account;
  }

  /** Schedules an event unless one of its kind is under way in the market. */
  set(market: number, event: number, atNs: number): void {
    const key = `${event} ${market}`;
    if (this.#due.has(key)) return;
    this.#due.set(key, atNs);
    this.#markets.schedule({ market, account: this.#account, event, atNs });
  }

  /** The event has come. */
  clear(market: number, event: number): void {
    this.#due.delete(`${event} ${market}`);
  }

  /** Whether an event of a kind is due in any market at a time. */
  isDue(event: number, atNs: number): boolean {
    for (const [key, due] of this.#due) {
      if (due === atNs && key.startsWith(`${event} `)) return true;
    }
    return false;
  }
}
