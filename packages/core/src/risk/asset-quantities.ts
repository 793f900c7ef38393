import type { MarketState } from "../kernel/market-state.ts";
import { BUY, SELL } from "../market/side.ts";
import { Decimal } from "../numbers/decimal.ts";
import type { ExposureBook } from "./exposure-book.ts";
import type { Finding } from "./finding.ts";
import { type Fraction, fractionOf, scaleDown, scaleUp } from "./fraction.ts";
import type { Proposal } from "./proposal.ts";
import type { Scope } from "./scope.ts";
import type { Valuation } from "./valuation.ts";

const MOST = Number.MAX_SAFE_INTEGER;
/** Decimals of coins that an inverse contract is worth. */
const COIN_DECIMALS = 8;

/** Most that longs against shorts of one base currency may come to, in atoms of 10^-decimals. */
interface QuantityCap {
  readonly base: string;
  readonly most: number;
  readonly decimals: number;
  readonly scope: Scope;
}

/**
 * Worst cases of assets in coins: what one side may come to over all instruments with the same base
 * currency. Contracts that are counted in quote currency are worth coins at a price, against us.
 */
export class AssetQuantities {
  readonly #book: ExposureBook;
  readonly #markets: readonly MarketState[];
  readonly #valuation: Valuation;
  readonly #finding: Finding;
  /** By market: the tightest cap of its asset. */
  readonly #caps: readonly (QuantityCap | undefined)[];
  /** By market: atoms of one lot; where the payoff is inverse, at one tick. */
  readonly #perLot: readonly Fraction[];
  /** The same as whole numbers where the payoff is linear, else 0. */
  readonly #linear: Float64Array;
  readonly #atPrice: Fraction = { num: 0, den: 1 };
  /** By market: the best bid when both sides were last known, 0 for never. */
  readonly #lowTicks: Int32Array;
  readonly #one = new Float64Array(1);
  /** What was added up last. */
  readonly #total = new Float64Array(1);

  constructor(of: {
    book: ExposureBook;
    markets: readonly MarketState[];
    valuation: Valuation;
    finding: Finding;
    scopes: readonly Scope[];
  }) {
    const { markets } = of;
    this.#book = of.book;
    this.#markets = markets;
    this.#valuation = of.valuation;
    this.#finding = of.finding;
    this.#lowTicks = new Int32Array(markets.length);
    const caps = capsOf(of.scopes, markets, of.book.accounts);
    this.#caps = caps;
    this.#perLot = markets.map(({ instrument }, m) => {
      const { tick, lot, contractSize, payoff, id } = instrument;
      const decimals = caps[m]?.decimals ?? 0;
      if (caps[m] === undefined) return this.#atPrice;
      const priceDecimals = payoff === "inverse" ? tick.decimals : 0;
      const exponent = decimals + priceDecimals - lot.decimals - contractSize.decimals;
      return fractionOf(lot.mantissa * contractSize.mantissa, exponent, `risk: ${id}`);
    });
    this.#linear = Float64Array.from(markets, ({ instrument }, m) =>
      instrument.payoff === "linear" && caps[m] !== undefined ? this.#perLot[m]!.num : 0,
    );
  }

  /** Every cap, one for each asset. */
  get caps(): readonly { readonly scope: Scope; readonly market: number; readonly most: number }[] {
    const caps = new Map<string, { scope: Scope; market: number; most: number }>();
    this.#caps.forEach((cap, market) => {
      if (cap) caps.set(cap.base, { scope: cap.scope, market, most: cap.most });
    });
    return [...caps.values()];
  }

  passes({ cell, side, lots }: Proposal): boolean {
    const cap = this.#caps[this.#book.marketOf(cell)];
    if (cap === undefined) return true;
    this.#sum(cap, cell, side, lots);
    const total = this.#total[0]!;
    if (total <= cap.most) return true;
    const { label } = cap.scope;
    if (total === Number.POSITIVE_INFINITY) return this.#finding.set("R504", "none", 0, 0, label);
    return this.#finding.set("R206", "coins", total, cap.most, label);
  }

  /** Worst case of a side for the asset of a market, in atoms. */
  worst(market: number, side: number): number {
    this.#sum(this.#caps[market]!, -1, side, 0);
    return this.#total[0]!;
  }

  /** Lots that a side of a cell may add; Infinity without a cap. */
  room(cell: number, side: number): number {
    const market = this.#book.marketOf(cell);
    const cap = this.#caps[market];
    if (cap === undefined) return Number.POSITIVE_INFINITY;
    this.#sum(cap, -1, side, 0);
    const held = this.#book.worstLots(cell, side);
    let left = cap.most - this.#total[0]!;
    this.#count(cell, side, 0);
    left += this.#one[0]!;
    // An estimate, and down until it is within the cap: atoms of a lot are rounded.
    const per = this.#fraction(market, left >= 0);
    if (per.den === 0) return 0;
    let most = Math.floor((left * per.den) / per.num) + 1;
    for (; most > held; most--) {
      this.#count(cell, side, most - held);
      if (this.#one[0]! <= left) return most - held;
    }
    return 0;
  }

  /** An amount of a market's asset, "0.5 BTC". */
  text(market: number, atoms: number): string {
    const { base, decimals } = this.#caps[market]!;
    return `${new Decimal(atoms).div(new Decimal(10).pow(decimals)).toFixed()} ${base}`;
  }

  /** Adds up a side of an asset; `lots` more in a cell that need not have been active, -1 for none. */
  #sum({ scope }: QuantityCap, cell: number, side: number, lots: number): void {
    const { active, activeCount } = this.#book;
    let sum = 0;
    for (let i = 0; i < activeCount; i++) {
      const each = active[i]!;
      if (scope.cells[each] !== 1) continue;
      this.#count(each, side, each === cell ? lots : 0);
      sum += this.#one[0]!;
    }
    if (cell >= 0 && !this.#book.isActive(cell)) {
      this.#count(cell, side, lots);
      sum += this.#one[0]!;
    }
    this.#total[0] = sum <= MOST && sum >= -MOST ? sum : Number.POSITIVE_INFINITY;
  }

  /** Signed atoms of the worst case of a side; what is on the other side counts for less. */
  #count(cell: number, side: number, lots: number): void {
    const one = this.#one;
    const market = this.#book.marketOf(cell);
    const worst = this.#book.worstLots(cell, side) + lots;
    const atoms = worst * this.#linear[market]!;
    if (atoms !== 0 && atoms <= MOST && atoms >= -MOST) {
      one[0] = atoms;
      return;
    }
    one[0] = Math.abs(worst);
    if (worst === 0) return;
    const by = this.#fraction(market, worst > 0);
    if (worst > 0) {
      if (by.den === 0) one[0] = Number.POSITIVE_INFINITY;
      else scaleUp(one, 0, by);
      return;
    }
    // Without a price now it is not set against anything.
    if (by.den === 0) one[0] = 0;
    else scaleDown(one, 0, by);
    one[0] = one[0] === Number.POSITIVE_INFINITY ? 0 : -one[0];
  }

  /** Atoms of one lot: of an inverse contract more at a low price, and less at a high one. */
  #fraction(market: number, up: boolean): Fraction {
    const { instrument, book } = this.#markets[market]!;
    const per = this.#perLot[market]!;
    if (instrument.payoff === "linear") return per;
    const priced = this.#valuation.priced(market);
    if (priced) this.#lowTicks[market] = book.bestTicks(BUY);
    const known = up ? this.#lowTicks[market]! : priced ? book.bestTicks(SELL) : 0;
    this.#atPrice.num = per.num;
    this.#atPrice.den = per.den * known * instrument.tick.mantissa;
    return this.#atPrice;
  }
}

/** By market; scopes of one asset have the same cells, so that the smallest cap is all that counts. */
function capsOf(
  scopes: readonly Scope[],
  markets: readonly MarketState[],
  accounts: number,
): (QuantityCap | undefined)[] {
  const bases = markets.map(({ instrument }) => instrument.spec.base);
  return markets.map((_, m) => {
    const base = bases[m]!;
    const decimals = Math.max(
      ...markets.filter((__, other) => bases[other] === base).map(decimalsOf),
    );
    let tightest: QuantityCap | undefined;
    for (const scope of scopes) {
      const { netQty } = scope.limits;
      if (netQty?.unit !== base || scope.cells[m * accounts] !== 1) continue;
      const most = netQty.amount.mul(new Decimal(10).pow(decimals)).floor().toNumber();
      if (most < (tightest?.most ?? Infinity)) tightest = { base, most, decimals, scope };
    }
    return tightest;
  });
}

function decimalsOf({ instrument }: MarketState): number {
  const { payoff, lot, contractSize } = instrument;
  return payoff === "inverse" ? COIN_DECIMALS : lot.decimals + contractSize.decimals;
}
