import { type AccountView, Money } from "@mexoms/core";
import { BUY, type MarketState, SELL, sideSign } from "@mexoms/core/internal";
import type { EquitySeries, InstrumentSeries, Samples } from "../result/result.ts";

/** The samples of one instrument that figures are made from, with one entry a sample. */
export interface SampledMarket {
  /** 0 ticks where no price was ever known. */
  readonly bidTicks: readonly number[];
  readonly askTicks: readonly number[];
  readonly positionLots: readonly number[];
}

interface Column {
  readonly bid: number[];
  readonly ask: number[];
  readonly ownBid: number[];
  readonly ownAsk: number[];
  readonly lots: number[];
  readonly equity: Money[];
}

const NOTHING = new Money(0n, 0);

/** Looks at the state of a run at a fixed interval. It changes nothing that the run does. */
export class Sampler {
  /** Time of the next sample. */
  nextNs: number;
  readonly #everyNs: number;
  readonly #markets: readonly MarketState[];
  readonly #times: number[] = [];
  readonly #columns: readonly Column[];
  readonly #accounts: readonly AccountView[];
  /** Interest paid by all accounts, by currency; as many entries as samples. */
  readonly #interest = new Map<string, Money[]>();

  constructor(markets: readonly MarketState[], accounts: readonly AccountView[], everyNs: number) {
    this.#markets = markets;
    this.#accounts = accounts.filter(({ kind }) => kind === "margin");
    this.#everyNs = everyNs;
    this.nextNs = everyNs;
    this.#columns = markets.map(() => ({
      bid: [],
      ask: [],
      ownBid: [],
      ownAsk: [],
      lots: [],
      equity: [],
    }));
  }

  /** Takes a sample of the state at `nowNs` and sets the time of the next one. */
  sample(nowNs: number): void {
    this.#times.push(nowNs);
    while (this.nextNs <= nowNs) this.nextNs += this.#everyNs;
    this.#markets.forEach((market, m) => this.#look(market, this.#columns[m]!));
    if (this.#accounts.length > 0) this.#addInterest();
  }

  /** Times of the samples. */
  get times(): readonly number[] {
    return this.#times;
  }

  market(market: number): SampledMarket {
    const { bid, ask, lots } = this.#columns[market]!;
    return { bidTicks: bid, askTicks: ask, positionLots: lots };
  }

  /** Equity of each instrument at each sample. */
  equityOf(market: number): readonly Money[] {
    return this.#columns[market]!.equity;
  }

  /** Bid and ask that the last sample valued a position at; zeros when none was ever known. */
  lastPrices(market: number): readonly [bid: number, ask: number] {
    const { bid, ask } = this.#columns[market]!;
    return [bid.at(-1) ?? 0, ask.at(-1) ?? 0];
  }

  finish(startNs: bigint): Samples {
    const instruments = this.#columns.map((column, m): InstrumentSeries => ({
      instrument: this.#markets[m]!.instrument.id,
      bidTicks: Int32Array.from(column.bid),
      askTicks: Int32Array.from(column.ask),
      ownBidTicks: Int32Array.from(column.ownBid),
      ownAskTicks: Int32Array.from(column.ownAsk),
      positionLots: Float64Array.from(column.lots),
    }));
    return {
      startNs,
      everyNs: this.#everyNs,
      timeNs: Float64Array.from(this.#times),
      instruments,
      equity: this.equityByCurrency(),
    };
  }

  /** Profit of instruments by currency, less interest; interest may be in a currency of its own. */
  equityByCurrency(): EquitySeries[] {
    const totals = new Map<string, Money[]>();
    this.#columns.forEach(({ equity }, m) => {
      const currency = this.#markets[m]!.instrument.settle;
      const known = totals.get(currency);
      totals.set(currency, known ? known.map((sum, i) => sum.plus(equity[i]!)) : [...equity]);
    });
    for (const [currency, interest] of this.#interest) {
      if (interest.every(({ units }) => units === 0n)) continue;
      const profit = totals.get(currency) ?? interest.map(() => NOTHING);
      totals.set(
        currency,
        profit.map((sum, i) => sum.minus(interest[i]!)),
      );
    }
    return [...totals].map(([currency, amount]) => ({ currency, amount }));
  }

  #look(market: MarketState, column: Column): void {
    const { book, position } = market;
    const known = book.has(BUY) && book.has(SELL);
    // Without a price now, the position keeps the value of the last price that was known.
    const [lastBid, lastAsk] = this.lastPrices(market.index);
    const bid = known ? book.bestTicks(BUY) : lastBid;
    const ask = known ? book.bestTicks(SELL) : lastAsk;
    column.bid.push(bid);
    column.ask.push(ask);
    column.ownBid.push(bestOwn(market, BUY));
    column.ownAsk.push(bestOwn(market, SELL));
    column.lots.push(position.lots);
    column.equity.push(position.equity(bid, ask));
  }

  #addInterest(): void {
    const at = this.#times.length - 1;
    for (const account of this.#accounts) {
      for (const { currency, interest } of account.balances()) {
        const known = this.#interest.get(currency) ?? Array.from({ length: at }, () => NOTHING);
        known[at] = (known[at] ?? NOTHING).plus(interest);
        this.#interest.set(currency, known);
      }
    }
  }
}

function bestOwn(market: MarketState, side: number): number {
  const sign = sideSign(side);
  let best = 0;
  for (const order of market.open) {
    if (order.sideIndex !== side || !order.resting) continue;
    if (best === 0 || (order.priceTicks - best) * sign > 0) best = order.priceTicks;
  }
  return best;
}
