import { Decimal, type Instrument, Rate } from "@mexoms/core";
import type { BacktestResult, FillRow, LedgerRow } from "@mexoms/sim/engine";

const Exact = Decimal.clone({ precision: 120 });

/** What an account should have, from its fills and charges alone, in plain decimals. */
export class NaiveBalances {
  readonly #result: BacktestResult;
  readonly #instruments: ReadonlyMap<string, Instrument>;

  constructor(result: BacktestResult, instruments: readonly Instrument[]) {
    this.#result = result;
    this.#instruments = new Map(instruments.map((each) => [each.id, each]));
  }

  /** Coins, less debts. */
  coins(account: string, currency: string): Decimal {
    const fills = this.#fills(account).map((fill) => {
      const { spec } = this.#instruments.get(fill.instrument)!;
      const sign = fill.side === "buy" ? 1 : -1;
      const size = new Exact(fill.qty).mul(sign);
      const value = size.mul(fill.price);
      if (currency === spec.base) return size;
      return value.neg().minus(this.#fee(fill));
    });
    return sum([this.#opening(account, currency), ...fills, ...this.#charges(account, currency)]);
  }

  /** Balance less debts, plus the open profit of contracts at the given middle prices. */
  futures(account: string, currency: string, mids: ReadonlyMap<string, Decimal>): Decimal {
    const open = new Map<string, Decimal>();
    const cash = this.#fills(account)
      .filter((fill) => this.#instruments.get(fill.instrument)!.settle === currency)
      .map((fill) => {
        const sign = fill.side === "buy" ? 1 : -1;
        const size = new Exact(fill.qty).mul(sign);
        open.set(fill.instrument, size.plus(open.get(fill.instrument) ?? 0));
        return this.#value(fill.instrument, size, fill.price).neg().minus(this.#fee(fill));
      });
    const worth = [...open].map(([id, size]) => this.#value(id, size, mids.get(id)!));
    const charges = this.#charges(account, currency);
    return sum([this.#opening(account, currency), ...cash, ...worth, ...charges]);
  }

  /** Signed value of contracts: what is paid for them, negative for what gains when it falls. */
  #value(id: string, size: Decimal, price: Decimal | string): Decimal {
    const { payoff, spec } = this.#instruments.get(id)!;
    const full = new Exact(spec.contractSize).mul(size);
    if (payoff === "linear") return full.mul(price);
    return full
      .abs()
      .div(price)
      .toDecimalPlaces(18, Decimal.ROUND_HALF_UP)
      .mul(size.isNeg() ? 1 : -1);
  }

  #fee(fill: FillRow): Decimal {
    const instrument = this.#instruments.get(fill.instrument)!;
    const config = this.#result.inputs.accounts!.find((each) => each.name === fill.account)!;
    const given = config.fees?.["default"];
    const own = fill.liquidity === "maker" ? instrument.makerFee : instrument.takerFee;
    const rate = given ? Rate.parse(given[fill.liquidity], "fee") : own;
    const value = this.#value(fill.instrument, new Exact(fill.qty), fill.price).abs();
    return value.mul(rate.units).div("1e10");
  }

  #fills(account: string): readonly FillRow[] {
    return this.#result.fills.filter((fill) => fill.account === account);
  }

  #opening(account: string, currency: string): Decimal {
    const config = this.#result.inputs.accounts!.find((each) => each.name === account)!;
    return new Exact(config.balances[currency] ?? 0);
  }

  #charges(account: string, currency: string): Decimal[] {
    const kinds: readonly LedgerRow["kind"][] = [
      "funding",
      "interest",
      "liquidation-fee",
      "insurance",
    ];
    return this.#result.ledger
      .filter((row) => row.account === account && row.currency === currency)
      .filter((row) => kinds.includes(row.kind))
      .map((row) => new Exact(row.amount.toString()));
  }
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), new Exact(0));
}
