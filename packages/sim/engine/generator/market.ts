import { BUY, SELL } from "@mexoms/core/internal";
import type { MarketRows, SideIndex } from "@mexoms/core/internal";
import type { MarketConfig, OrderSize } from "./config.ts";
import type { Draws } from "./draws.ts";
import type { Feed } from "./feed.ts";
import { Ladder } from "./ladder.ts";
import { STEP_NS } from "./latent-price.ts";
import type { LatentPrice } from "./latent-price.ts";
import { flowType, OrderFlow, PLACE, PULL, TAKE } from "./order-flow.ts";

// A side never gets thinner than this, so that there always is a best bid and a best ask.
const MIN_LEVELS = 5;
const FLOW_TYPES = 6;
const RATES = FLOW_TYPES + 2; // and the stale quotes of either side
// A quote far on the wrong side of the efficient price goes faster, up to this factor.
const MAX_STALE_HASTE = 20;
// Cancels speed up when a side holds more than it should, and slow down when it holds less.
const MAX_PULL_FACTOR = 4;

interface LotRange {
  readonly min: number;
  readonly max: number;
  readonly tailExponent: number;
}

/** One market at work: orders come, rest, trade and go around the efficient price. */
export class SyntheticMarket {
  readonly #config: MarketConfig;
  readonly #price: LatentPrice;
  readonly #draws: Draws;
  readonly #feed: Feed;
  readonly #flow: OrderFlow;
  readonly #ladders: readonly [bids: Ladder, asks: Ladder] = [new Ladder(BUY), new Ladder(SELL)];
  readonly #rates = new Float64Array(RATES);
  readonly #takeLots: LotRange;
  readonly #placeLots: LotRange;
  readonly #sideLots: number;
  #fairTicks = 0;
  #nowNs = 0;

  constructor(config: MarketConfig, price: LatentPrice, draws: Draws, feed: Feed) {
    const { instrument, flow, depth } = config;
    const lotRange = (size: OrderSize): LotRange => ({
      min: instrument.qtyLots(size.min),
      max: instrument.qtyLots(size.max),
      tailExponent: size.tailExponent,
    });
    this.#config = config;
    this.#price = price;
    this.#draws = draws;
    this.#feed = feed;
    this.#flow = new OrderFlow(flow, `markets ${instrument.id} flow`);
    this.#takeLots = lotRange(flow.takeSize);
    this.#placeLots = lotRange(flow.placeSize);
    this.#sideLots = instrument.qtyLots(depth.sideQty);
  }

  /** Runs the market from time 0 and returns its rows, in the order of receipt. */
  run(steps: number): MarketRows {
    this.#fairTicks = this.#price.next(0);
    this.#open();
    for (let step = 0; step < steps; step++) {
      if (step > 0) this.#fairTicks = this.#price.next(step);
      this.#runUntil((step + 1) * STEP_NS);
    }
    return this.#feed.rows();
  }

  // The book that the flow leads to in time, as a snapshot at time 0.
  #open(): void {
    for (const ladder of this.#ladders) {
      while (ladder.totalLots < this.#sideLots || ladder.levels < 2 * MIN_LEVELS) {
        ladder.add(this.#quotePrice(ladder), this.#lots(this.#placeLots));
      }
    }
    this.#feed.message(0);
    this.#feed.snapshot(this.#ladders);
  }

  // Thinning: intensities only fall until the next event, so the sum of them now is a bound.
  #runUntil(endNs: number): void {
    for (;;) {
      const bound = this.#updateRates();
      const waitNs = (this.#draws.exponential() / bound) * 1e9;
      const nextNs = Math.min(endNs, this.#nowNs + waitNs);
      this.#flow.decay(nextNs - this.#nowNs);
      this.#nowNs = nextNs;
      if (nextNs === endNs) return;
      this.#updateRates();
      let pick = this.#draws.uniform() * bound;
      for (let i = 0; i < RATES; i++) {
        pick -= this.#rates[i]!;
        if (pick < 0) {
          this.#event(i);
          break;
        }
      }
    }
  }

  #updateRates(): number {
    let total = 0;
    const { base, excited } = this.#flow;
    for (let type = 0; type < FLOW_TYPES; type++) {
      let rate = base[type]!;
      if (type >= flowType(PULL, BUY)) {
        // Not on the excited part: then one event could cause more than one other, without end.
        const fullness = this.#ladders[type % 2]!.totalLots / this.#sideLots;
        rate *= Math.min(MAX_PULL_FACTOR, fullness);
      }
      rate += excited[type]!;
      this.#rates[type] = rate;
      total += rate;
    }
    for (const ladder of this.#ladders) {
      const gap = ladder.sign * (ladder.price(0) - this.#fairTicks);
      let rate = 0;
      if (gap > 0 && ladder.levels > MIN_LEVELS) {
        rate = (Math.min(MAX_STALE_HASTE, 1 + gap) * 1e9) / this.#config.flow.staleQuoteNs;
      }
      this.#rates[FLOW_TYPES + ladder.side] = rate;
      total += rate;
    }
    return total;
  }

  #event(index: number): void {
    const side: SideIndex = index % 2 === BUY ? BUY : SELL;
    if (index >= FLOW_TYPES) return this.#stale(this.#ladders[side]);
    const kind = Math.floor(index / 2);
    this.#flow.excite(index);
    if (kind === TAKE) {
      const against = this.#ladders[1 - side]!;
      const limit = against.price(0) - against.sign * this.#config.depth.humpTicks;
      this.#take(against, this.#lots(this.#takeLots), limit);
    } else if (kind === PLACE) {
      this.#place(this.#ladders[side]);
    } else {
      this.#pull(this.#ladders[side]);
    }
  }

  // The efficient price has gone through the best quote: an informed trader takes what is there up
  // to that price, or the maker is faster and pulls.
  #stale(ladder: Ladder): void {
    if (this.#draws.uniform() < this.#config.flow.staleTakenShare) {
      this.#flow.excite(flowType(TAKE, 1 - ladder.side));
      this.#take(ladder, this.#lots(this.#takeLots), this.#fairTicks);
      return;
    }
    this.#feed.message(this.#nowNs);
    const price = ladder.price(0);
    this.#feed.depth(ladder.side, price, ladder.reduce(0, ladder.lots(0)));
  }

  // Takes up to `lots` at `limit` or better; a rest is not filled. Trades first, then what is left
  // of the levels, in one message.
  #take(ladder: Ladder, lots: number, limit: number): void {
    let rest = lots;
    let levels = 0;
    const inReach = (): boolean =>
      levels + MIN_LEVELS < ladder.levels && ladder.sign * (ladder.price(levels) - limit) >= 0;
    if (!inReach()) return;
    this.#feed.message(this.#nowNs);
    const aggressor = 1 - ladder.side;
    for (; rest > 0 && inReach(); levels++) {
      const traded = Math.min(rest, ladder.lots(levels));
      this.#feed.trade(aggressor, ladder.price(levels), traded);
      rest -= traded;
    }
    let taken = lots - rest;
    for (let i = 0; i < levels; i++) {
      const price = ladder.price(0);
      const traded = Math.min(taken, ladder.lots(0));
      this.#feed.depth(ladder.side, price, ladder.reduce(0, traded));
      taken -= traded;
    }
  }

  #place(ladder: Ladder): void {
    const price = this.#quotePrice(ladder);
    if (price < 1) return;
    this.#feed.message(this.#nowNs);
    this.#feed.depth(ladder.side, price, ladder.add(price, this.#lots(this.#placeLots)));
  }

  // Each lot is as likely to go as any other, so thick levels shrink and the shape stays.
  #pull(ladder: Ladder): void {
    const index = ladder.levelOfLot(this.#draws.uniform() * ladder.totalLots);
    const lots = this.#lots(this.#placeLots);
    if (lots >= ladder.lots(index) && ladder.levels <= MIN_LEVELS) return;
    this.#feed.message(this.#nowNs);
    const price = ladder.price(index);
    this.#feed.depth(ladder.side, price, ladder.reduce(index, lots));
  }

  #quotePrice(ladder: Ladder): number {
    const { halfSpreadTicks, touchShare, humpTicks } = this.#config.depth;
    const draws = this.#draws;
    const distance =
      draws.uniform() < touchShare
        ? draws.exponential()
        : (humpTicks / 2) * (draws.exponential() + draws.exponential());
    const nearest = this.#fairTicks - ladder.sign * halfSpreadTicks;
    const touch = ladder.side === BUY ? Math.floor(nearest) : Math.ceil(nearest);
    const price = touch - ladder.sign * Math.floor(distance);
    // Post-only: a quote that would cross rests one tick before the other side.
    const other = this.#ladders[1 - ladder.side]!.price(0);
    return ladder.sign * (other - price) <= 0 ? other - ladder.sign : price;
  }

  #lots(range: LotRange): number {
    return this.#draws.lots(range.min, range.max, range.tailExponent);
  }
}
