import type { MarketState } from "../kernel/market-state.ts";
import type { Valuation } from "./valuation.ts";

/**
 * Profit of all positions in whole 10^-6 of the risk currency, rounded against us: what was paid and
 * received, fees and funding, and what is open at the side of the book that it would be closed at.
 */
export class Profit {
  /** As of the last `count`; kept while it cannot be computed. */
  amount = 0;
  known = true;
  readonly #markets: readonly MarketState[];
  readonly #valuation: Valuation;
  /** By market: cash, fees and charges in atoms of the settle currency. */
  readonly #settled: Float64Array;
  /** By currency of the valuation; one more to convert in. */
  readonly #sums: Float64Array;
  /** By market: what its position is worth, and the lots and prices that it was counted from. */
  readonly #worth: Float64Array;
  readonly #lots: Float64Array;
  readonly #countedAt: Int32Array;
  /** The prices that all was added up at, and whether something else has changed since. */
  #revision = 0;
  #stale = true;

  constructor(markets: readonly MarketState[], valuation: Valuation) {
    this.#markets = markets;
    this.#valuation = valuation;
    this.#settled = new Float64Array(markets.length);
    this.#sums = new Float64Array(valuation.currencies.length);
    this.#worth = new Float64Array(markets.length);
    this.#lots = new Float64Array(markets.length);
    this.#countedAt = new Int32Array(markets.length);
  }

  /** A position was filled or charged. */
  changed(market: number): void {
    this.#stale = true;
    const { units, decimals } = this.#markets[market]!.position.equity(0, 0);
    const { decimals: atoms } = this.#valuation.currencies[this.#valuation.settleOf[market]!]!;
    if (decimals <= atoms) {
      this.#settled[market] = Number(units * 10n ** BigInt(atoms - decimals));
      return;
    }
    const step = 10n ** BigInt(decimals - atoms);
    const down = units >= 0n ? units / step : -((-units + step - 1n) / step);
    this.#settled[market] = Number(down);
  }

  /** Brings it up to date; a position is valued anew where its lots or its price have changed. */
  count(): void {
    const valuation = this.#valuation;
    valuation.refresh();
    if (!this.#stale && this.#revision === valuation.revision) return;
    this.#stale = false;
    this.#revision = valuation.revision;
    this.#add();
  }

  #add(): void {
    const sums = this.#sums;
    for (let c = 0; c < sums.length; c++) sums[c] = 0;
    const { settleOf, currencies } = this.#valuation;
    this.known = true;
    for (let m = 0; m < this.#settled.length; m++) {
      const at = settleOf[m]!;
      sums[at]! += this.#settled[m]!;
      const { lots } = this.#markets[m]!.position;
      if (lots === 0) continue;
      if (!this.#valuation.priced(m)) {
        this.known = false;
        return;
      }
      const changedAt = this.#valuation.changedAt[m]!;
      if (lots !== this.#lots[m] || changedAt !== this.#countedAt[m]) {
        this.#lots[m] = lots;
        this.#countedAt[m] = changedAt;
        this.#valuation.worth(this.#worth, m, m);
      }
      sums[at]! += this.#worth[m]!;
    }
    let total = 0;
    for (let c = 0; c < sums.length; c++) {
      const sum = sums[c]!;
      if (sum === 0) continue;
      const currency = currencies[c]!;
      sums[c] = Math.abs(sum);
      if (!currency.known || !(sums[c]! <= Number.MAX_SAFE_INTEGER)) {
        this.known = false;
        return;
      }
      if (sum > 0) currency.toRiskDown(sums, c);
      else currency.toRiskUp(sums, c);
      total += sum > 0 ? sums[c]! : -sums[c]!;
    }
    if (Math.abs(total) <= Number.MAX_SAFE_INTEGER) this.amount = total;
    else this.known = false;
  }
}
