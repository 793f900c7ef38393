import { Money } from "@mexoms/core";
import { OPEN, PROFIT_GATE, ROOM_GATE, SIZE_GATE } from "./gates.ts";
import { LevelList } from "./level-list.ts";
import { type Limits, limitsOf, MergeWalk, type WalkTerms } from "./merge-walk.ts";
import type { Leg, Opportunity } from "./opportunity.ts";
import type { GridPlace, Pair } from "./pair.ts";
import { ONE, type RatioTest } from "./ratio-test.ts";
import type { SymbolLook } from "./symbol-look.ts";

/** Decimals of Rate, which fees multiply values by. */
const RATE_DECIMALS = 10;

/** Sizes a pair that crosses, from both books. Reused: one for a detector. */
export class PairWalk {
  readonly #asks: LevelList;
  readonly #bids: LevelList;
  readonly #walk = new MergeWalk();
  #limits: Limits = { buy: 0, sell: 0 };

  constructor(levels: number) {
    this.#asks = new LevelList(levels);
    this.#bids = new LevelList(levels);
  }

  /** Walks the books of a pair. Returns the gate that closes on the outcome, or OPEN. */
  run(pair: Pair, test: RatioTest): number {
    if (pair.maxSize < pair.step || pair.pay <= 0n) return ROOM_GATE;
    const { buy, sell } = pair;
    this.#asks.read(buy.market.asks, buy.priceScale, buy.sizeScale);
    this.#bids.read(sell.market.bids, sell.priceScale, sell.sizeScale);
    const terms: WalkTerms = {
      buyFee: buy.market.takerFee,
      sellFee: sell.market.takerFee,
      test,
      step: pair.step,
      maxSize: pair.maxSize,
      pay: pair.pay,
    };
    const walk = this.#walk;
    walk.run(this.#asks, this.#bids, terms);
    if (walk.size === 0) return SIZE_GATE;
    this.#limits = limitsOf(walk, terms, buy.priceScale, sell.priceScale);
    if (refused(buy, this.#limits.buy, walk.size) || refused(sell, this.#limits.sell, walk.size)) {
      return SIZE_GATE;
    }
    return earns(walk, pair) ? OPEN : PROFIT_GATE;
  }

  /** The opportunity that the last run found. */
  opportunity(pair: Pair, symbol: SymbolLook, foundNs: number): Opportunity {
    const { buy, sell } = pair;
    const { size, bought, sold, net, paid } = this.#walk;
    const limits = this.#limits;
    const { grid } = symbol;
    return {
      kind: pair.kind,
      name: pair.edge.name,
      legs: [
        leg(buy, "buy", size, limits.buy, bought, this.#asks.sizeWithin(limits.buy, 1)),
        leg(sell, "sell", size, limits.sell, sold, this.#bids.sizeWithin(limits.sell, -1)),
      ],
      ...(pair.phase === undefined ? {} : { phase: pair.phase }),
      net: new Money(net * grid.valueUnit, grid.valueDecimals + RATE_DECIMALS),
      currency: buy.market.instrument.spec.quote,
      netBps: (Number(net) / Number(paid)) * 10_000,
      foundNs,
    };
  }
}

/** The size as it will be sent earns what is asked, and something unless a position is closed. */
function earns({ net, paid }: MergeWalk, pair: Pair): boolean {
  if (net <= 0n && pair.phase !== "close") return false;
  return net * ONE >= paid * BigInt(pair.need);
}

function refused(place: GridPlace, limit: number, size: number): boolean {
  const { instrument } = place.market;
  return instrument.refusal(limit / place.priceScale, size / place.sizeScale) !== undefined;
}

function leg(
  place: GridPlace,
  side: Leg["side"],
  size: number,
  limit: number,
  value: bigint,
  depth: number,
): Leg {
  return {
    instrument: place.market.instrument,
    side,
    qtyLots: size / place.sizeScale,
    limitTicks: limit / place.priceScale,
    expectedTicks: Number(value) / size / place.priceScale,
    depthLots: Math.floor(depth / place.sizeScale),
  };
}
