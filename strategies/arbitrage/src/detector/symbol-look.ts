import { ConfigError, Decimal, type Money } from "@mexoms/core";
import { BestTable, NOBODY } from "./best-table.ts";
import type { Clock } from "./clock.ts";
import type { DetectorConfig } from "./detector-config.ts";
import type { EdgeLives } from "./edge-lives.ts";
import { Grid } from "./grid.ts";
import type { MarketLook } from "./market-look.ts";
import { type GridPlace, Pair } from "./pair.ts";
import { gcd, ONE } from "./ratio-test.ts";

/** Keeps rounding of doubles from hiding an edge; what passes is compared exactly. */
const MARGIN = 1e-9;

/** The best price after fees over the markets of a symbol. */
export interface BestPrice {
  readonly market: MarketLook;
  /** Exact: for a bid price * (1 - fee), for an ask price * (1 + fee). */
  readonly net: Decimal;
}

/** All markets of one base and quote: who is best, and the pairs between them. */
export class SymbolLook {
  /** Base and quote, "BTC/USDT". */
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  readonly places: readonly GridPlace[];
  readonly grid: Grid;
  /** Pairs that a market is in, by its place in the symbol. */
  readonly pairsOf: readonly (readonly Pair[])[];
  readonly pairs: readonly Pair[];
  readonly grossBids: BestTable;
  readonly grossAsks: BestTable;
  readonly netBids: BestTable;
  readonly netAsks: BestTable;
  /** Some pair was alive, before or after fees, at the last look. */
  live = false;
  #loosest = 1;

  constructor(options: {
    base: string;
    quote: string;
    markets: readonly MarketLook[];
    config: DetectorConfig;
    lives: EdgeLives;
    clock: Clock;
    maxValue: string | undefined;
  }) {
    const { base, quote, markets } = options;
    this.name = `${base}/${quote}`;
    this.base = base;
    this.quote = quote;
    this.grid = new Grid(markets.map((market) => market.instrument));
    this.places = markets.map((market, i) => ({
      market,
      priceScale: this.grid.priceScale[i]!,
      sizeScale: this.grid.sizeScale[i]!,
    }));
    const scales = this.grid.priceScale.map(BigInt);
    this.grossBids = new BestTable(scales, 1);
    this.grossAsks = new BestTable(scales, -1);
    const bids = scales.map((scale, i) => scale * (ONE - BigInt(markets[i]!.takerFee)));
    const asks = scales.map((scale, i) => scale * (ONE + BigInt(markets[i]!.takerFee)));
    const common = [...bids, ...asks].reduce((a, b) => gcd(a, b));
    this.netBids = new BestTable(
      bids.map((factor) => factor / common),
      1,
    );
    this.netAsks = new BestTable(
      asks.map((factor) => factor / common),
      -1,
    );
    this.pairs = this.#pairUp(options);
    this.pairsOf = this.places.map((place) =>
      this.pairs.filter(({ buy, sell }) => buy === place || sell === place),
    );
    this.aim();
  }

  /** Takes new positions, funding rates and room into account. */
  aim(): void {
    for (const pair of this.pairs) pair.aim();
    const need = Math.min(...this.pairs.map((pair) => pair.need));
    this.#loosest = (1 + need / 1e10) * (1 - MARGIN);
  }

  /** Takes over the top of a market's book. */
  update(place: number): void {
    const { market } = this.places[place]!;
    if (market.valid) {
      this.grossBids.set(place, market.bidTicks);
      this.grossAsks.set(place, market.askTicks);
      this.netBids.set(place, market.bidTicks);
      this.netAsks.set(place, market.askTicks);
    } else {
      this.grossBids.clear(place);
      this.grossAsks.clear(place);
      this.netBids.clear(place);
      this.netAsks.clear(place);
    }
  }

  /** False only if no two markets cross, before fees or as any pair asks. */
  mayCross(): boolean {
    const { netBids, netAsks, grossBids, grossAsks } = this;
    if (netBids.best === NOBODY || netAsks.best === NOBODY) return false;
    if (grossBids.value[grossBids.best]! > grossAsks.value[grossAsks.best]!) return true;
    return netBids.value[netBids.best]! >= netAsks.value[netAsks.best]! * this.#loosest;
  }

  bestBid(): BestPrice | undefined {
    return this.#best(this.netBids.best, (market) => [market.bidTicks, -market.takerFee]);
  }

  bestAsk(): BestPrice | undefined {
    return this.#best(this.netAsks.best, (market) => [market.askTicks, market.takerFee]);
  }

  /** Money of the quote currency in price units times size units, rounded down. */
  readonly toUnits = ({ units, decimals }: Money): bigint => {
    const scaled = units * 10n ** BigInt(this.grid.valueDecimals);
    return scaled / (this.grid.valueUnit * 10n ** BigInt(decimals));
  };

  #best(
    place: number,
    price: (market: MarketLook) => readonly [number, number],
  ): BestPrice | undefined {
    if (place === NOBODY) return undefined;
    const { market } = this.places[place]!;
    const [ticks, fee] = price(market);
    const factor = new Decimal(fee).div(1e10).plus(1);
    return { market, net: market.instrument.tick.decimal(ticks).mul(factor) };
  }

  #pairUp(options: {
    config: DetectorConfig;
    lives: EdgeLives;
    clock: Clock;
    maxValue: string | undefined;
  }): readonly Pair[] {
    const { config, lives, clock, maxValue } = options;
    const pairs: Pair[] = [];
    for (const buy of this.places) {
      for (const sell of this.places) {
        if (buy === sell) continue;
        const kind = buy.market.spot === sell.market.spot ? "cross-venue" : "spot-perpetual";
        if (!config.kinds.includes(kind)) continue;
        const maxPay = this.#maxPay(maxValue);
        const name = `${this.base} ${this.#marketName(buy)}>${this.#marketName(sell)}`;
        pairs.push(
          new Pair({ name, buy, sell, config, lives, clock, toUnits: this.toUnits, maxPay }),
        );
      }
    }
    return pairs;
  }

  #maxPay(maxValue: string | undefined): bigint {
    if (maxValue === undefined) {
      throw new ConfigError(
        "maxValue",
        `has no amount of ${this.quote}, in which ${this.name} is paid`,
      );
    }
    const units = new Decimal(maxValue)
      .mul(new Decimal(10).pow(this.grid.valueDecimals))
      .div(this.grid.valueUnit.toString());
    return BigInt(units.floor().toFixed());
  }

  /** "binance:spot"; with its symbol where that would be the name of two. */
  #marketName({ market }: GridPlace): string {
    const { venue, market: kind } = market.instrument.spec;
    const alike = this.places.filter(
      ({ market: { instrument } }) =>
        instrument.spec.venue === venue && instrument.spec.market === kind,
    );
    return alike.length > 1 ? market.instrument.id : `${venue}:${kind}`;
  }
}
