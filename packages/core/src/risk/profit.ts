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
  readonly #one = new Float64Array(1);

  constructor(markets: readonly MarketState[], valuation: Valuation) {
    this.#markets = markets;
    this.#valuation = valuation;
    this.#settled = new Float64Array(markets.length);
    this.#sums = new Float64Array(valuation.currencies.length);
  }

  /** A position was filled or charged. */
  changed(market: number): void {
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

  /** Adds it all up anew. */
  count(): void {
    const sums = this.#sums.fill(0);
    const { settleOf, currencies } = this.#valuation;
    this.known = true;
    for (let m = 0; m < this.#settled.length; m++) {
      const at = settleOf[m]!;
      sums[at]! += this.#settled[m]!;
      if (this.#markets[m]!.position.lots === 0) continue;
      if (!this.#valuation.priced(m)) {
        this.known = false;
        return;
      }
      this.#valuation.worth(this.#one, 0, m);
      sums[at]! += this.#one[0]!;
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
