import type { LevelList } from "./level-list.ts";
import { ONE, type RatioTest } from "./ratio-test.ts";

/** What a walk is bound by. Sizes are size units of the grid, fees are rate units (10^-10). */
export interface WalkTerms {
  readonly buyFee: number;
  readonly sellFee: number;
  /** What the marginal level must still give, see crossTest. */
  readonly test: RatioTest;
  /** The coarser lot: the size is a whole multiple of it. */
  readonly step: number;
  readonly maxSize: number;
  /** The most that buying may cost with its fee, in price units times size units; none: no bound. */
  readonly pay: bigint | undefined;
}

/**
 * Walks the asks of one book against the bids of another while the marginal level gives enough.
 * The outcome stands in the fields until the next walk.
 */
export class MergeWalk {
  /** Size units to buy and to sell; 0 when nothing is worth it. */
  size = 0;
  /** Size units before rounding to the step: what the books and the bounds gave. */
  unrounded = 0;
  /** The worst prices that were touched, in price units. */
  worstAsk = 0;
  worstBid = 0;
  /** Values without and with fees in price units times size units, the latter times ONE. */
  bought = 0n;
  sold = 0n;
  paid = 0n;
  got = 0n;

  run(asks: LevelList, bids: LevelList, terms: WalkTerms): void {
    this.unrounded = marginalSize(asks, bids, terms);
    this.size = this.unrounded - (this.unrounded % terms.step);
    this.bought = this.#take(asks, this.size);
    this.worstAsk = this.#worst;
    this.sold = this.#take(bids, this.size);
    this.worstBid = this.#worst;
    this.paid = this.bought * (ONE + BigInt(terms.buyFee));
    this.got = this.sold * (ONE - BigInt(terms.sellFee));
  }

  /** Profit after both fees, in price units times size units times 1 / ONE. */
  get net(): bigint {
    return this.got - this.paid;
  }

  #worst = 0;

  /** Value of the first `size` units of a side; their worst price is left in #worst. */
  #take(levels: LevelList, size: number): bigint {
    let value = 0n;
    let rest = size;
    for (let i = 0; rest > 0; i++) {
      const part = Math.min(rest, levels.size[i]!);
      value += BigInt(part) * BigInt(levels.price[i]!);
      this.#worst = levels.price[i]!;
      rest -= part;
    }
    return value;
  }
}

function marginalSize(asks: LevelList, bids: LevelList, terms: WalkTerms): number {
  let size = 0;
  let i = 0;
  let j = 0;
  let atAsk = asks.size[0] ?? 0;
  let atBid = bids.size[0] ?? 0;
  while (i < asks.count && j < bids.count && terms.test.passes(bids.price[j]!, asks.price[i]!)) {
    const most = Math.min(terms.maxSize, affordable(terms, asks.price[i]!));
    const part = Math.min(atAsk, atBid, most - size);
    if (part <= 0) break;
    size += part;
    atAsk -= part;
    atBid -= part;
    if (atAsk === 0) atAsk = asks.size[++i] ?? 0;
    if (atBid === 0) atBid = bids.size[++j] ?? 0;
  }
  return size;
}

/** Size units that may be paid for when all cost `price` and the fee: the limit binds all of them. */
function affordable({ pay, buyFee }: WalkTerms, price: number): number {
  if (pay === undefined) return Number.MAX_SAFE_INTEGER;
  const most = (pay * ONE) / (BigInt(price) * (ONE + BigInt(buyFee)));
  return most < Number.MAX_SAFE_INTEGER ? Number(most) : Number.MAX_SAFE_INTEGER;
}

/** The worst prices to send: together they still give what the test asks for. */
export interface Limits {
  readonly buy: number;
  readonly sell: number;
}

/**
 * Shares what the marginal level gives beyond the need between both legs, half each, in whole ticks
 * (`askTick` and `bidTick` price units): filled at both limits, the deal still gives the need.
 */
export function limitsOf(
  walk: MergeWalk,
  terms: WalkTerms,
  askTick: number,
  bidTick: number,
): Limits {
  const { above, below } = terms.test;
  const highest = (BigInt(walk.worstBid) * above) / below;
  let buy = (BigInt(walk.worstAsk) + highest) / 2n;
  if (terms.pay !== undefined) {
    const payable = (terms.pay * ONE) / (BigInt(walk.size) * (ONE + BigInt(terms.buyFee)));
    if (payable < buy) buy = payable;
  }
  buy -= buy % BigInt(askTick);
  const tick = BigInt(bidTick);
  const sell = ((buy * below + above * tick - 1n) / (above * tick)) * tick;
  return { buy: Number(buy), sell: Number(sell) };
}
