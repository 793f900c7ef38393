import { Decimal, type Money } from "@mexoms/core";
import type { Clock } from "./clock.ts";
import type { DetectorConfig } from "./detector-config.ts";
import { Edge } from "./edge.ts";
import type { EdgeLives } from "./edge-lives.ts";
import type { MarketLook } from "./market-look.ts";
import type { OpportunityKind } from "./opportunity.ts";
import { crossTest, type RatioTest } from "./ratio-test.ts";

/** Where a market stands on the grid of its symbol. */
export interface GridPlace {
  readonly market: MarketLook;
  /** Price units in a tick, size units in a lot. */
  readonly priceScale: number;
  readonly sizeScale: number;
}

/** Buying at one market and selling at another one of the same symbol. */
export class Pair {
  readonly edge: Edge;
  readonly buy: GridPlace;
  readonly sell: GridPlace;
  readonly kind: OpportunityKind;
  /** Size units that both lots divide. */
  readonly step: number;
  /** Price units, of the last look. */
  ask = 0;
  bid = 0;
  /** The bid was above the ask before fees: at the last look, in so many looks, at most so far. */
  grossLive = false;
  grossCrossed = 0;
  grossEpisodes = 0;
  grossMaxBps = 0;
  /** What is asked of the edge now, in rate units; and for a position, whether it grows. */
  need = 0;
  phase: "open" | "close" | undefined;
  test: RatioTest;
  maxSize = 0;
  /** See WalkTerms.pay. */
  pay = 0n;
  readonly #config: DetectorConfig;
  readonly #toUnits: (money: Money) => bigint;
  readonly #maxPay: bigint;
  #reserve = 0;
  #reserved: RatioTest;

  constructor(options: {
    name: string;
    buy: GridPlace;
    sell: GridPlace;
    config: DetectorConfig;
    lives: EdgeLives;
    clock: Clock;
    /** Amounts of the quote currency in price units times size units, rounded down. */
    toUnits: (money: Money) => bigint;
    maxPay: bigint;
  }) {
    const { buy, sell } = options;
    this.edge = new Edge({ ...options, markets: [buy.market, sell.market] });
    this.buy = buy;
    this.sell = sell;
    this.kind = buy.market.spot === sell.market.spot ? "cross-venue" : "spot-perpetual";
    this.step = leastCommonMultiple(buy.sizeScale, sell.sizeScale);
    this.#config = options.config;
    this.#toUnits = options.toUnits;
    this.#maxPay = options.maxPay;
    this.test = crossTest(buy.market.takerFee, sell.market.takerFee, 0);
    this.#reserved = this.test;
    this.aim();
  }

  /** Takes a new position, funding rate or room of its markets into account. */
  aim(): void {
    const buy = this.buy.market;
    const sell = this.sell.market;
    this.phase = buy.spot && sell.spot ? undefined : this.#closes() > 0 ? "close" : "open";
    const need = this.#needed();
    if (need !== this.need) {
      this.need = need;
      this.test = crossTest(buy.takerFee, sell.takerFee, need);
      this.#reserved = this.test;
      this.#reserve = 0;
    }
    const size = Math.min(
      Math.min(buy.room.buyLots, buy.instrument.maxLots) * this.buy.sizeScale,
      Math.min(sell.room.sellLots, sell.instrument.maxLots) * this.sell.sizeScale,
      this.phase === "close" ? this.#closes() : Number.MAX_SAFE_INTEGER,
      Number.MAX_SAFE_INTEGER,
    );
    this.maxSize = Math.max(0, size);
    const room = buy.room.pay === undefined ? this.#maxPay : this.#toUnits(buy.room.pay);
    this.pay = room < this.#maxPay ? room : this.#maxPay;
  }

  /** The test with a reserve (rate units) on top of the need. */
  testWith(reserve: number): RatioTest {
    if (reserve !== this.#reserve) {
      this.#reserve = reserve;
      this.#reserved = crossTest(
        this.buy.market.takerFee,
        this.sell.market.takerFee,
        this.need + reserve,
      );
    }
    return this.#reserved;
  }

  /** Takes over the tops of both books, and notes whether the bid is above the ask before fees. */
  see(): void {
    const ask = this.buy.market.askTicks * this.buy.priceScale;
    const bid = this.sell.market.bidTicks * this.sell.priceScale;
    this.ask = ask;
    this.bid = bid;
    if (bid <= ask) {
      this.grossLive = false;
      return;
    }
    if (!this.grossLive) this.grossEpisodes += 1;
    this.grossLive = true;
    this.grossCrossed += 1;
    const bps = ((bid - ask) / ask) * 10_000;
    if (bps > this.grossMaxBps) this.grossMaxBps = bps;
  }

  #needed(): number {
    const buy = this.buy.market;
    const sell = this.sell.market;
    const funding = (buy.spot ? 0 : buy.fundingUnits) - (sell.spot ? 0 : sell.fundingUnits);
    if (this.phase === undefined) return this.#config.minNet.units;
    if (this.phase === "close") return this.#config.basisClose.units + funding;
    return this.#config.basisOpen.units + buy.takerFee + sell.takerFee + funding;
  }

  /** Size units that would take positions back at once; 0 when the deal would open one. */
  #closes(): number {
    const buy = this.buy.market;
    const sell = this.sell.market;
    const short = buy.spot ? Number.MAX_SAFE_INTEGER : -buy.positionLots * this.buy.sizeScale;
    const long = sell.spot ? Number.MAX_SAFE_INTEGER : sell.positionLots * this.sell.sizeScale;
    return Math.max(0, Math.min(short, long));
  }
}

/** Rate units as text, "12.5bps". */
export function bpsText(units: number): string {
  return `${new Decimal(units).div(1e6).toFixed()}bps`;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
