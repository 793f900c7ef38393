/** A cost basis as JSON can hold it. */
export interface SavedBasis {
  readonly lots: number;
  readonly cost: string;
  readonly realized: string;
}

/**
 * Average-cost accounting: splits exact profit into realized and unrealized. Values are integer
 * units of money; their sum is always exact, only the split of a partial close is rounded (toward
 * zero, by less than one unit).
 */
export class CostBasis {
  /** Signed size of the open position. */
  #lots = 0;
  /** Entry value of the open position, with the sign of the position. */
  #cost = 0n;
  #realized = 0n;

  /** Profit of closed parts so far. */
  get realized(): bigint {
    return this.#realized;
  }

  get cost(): bigint {
    return this.#cost;
  }

  save(): SavedBasis {
    return {
      lots: this.#lots,
      cost: this.#cost.toString(),
      realized: this.#realized.toString(),
    };
  }

  restore({ lots, cost, realized }: SavedBasis): void {
    this.#lots = lots;
    this.#cost = BigInt(cost);
    this.#realized = BigInt(realized);
  }

  /** A fill of `lots` (signed: + buy, - sell) worth `value` units (unsigned). */
  fill(lots: number, value: bigint): void {
    const signed = lots > 0 ? value : -value;
    if (this.#lots === 0 || this.#lots > 0 === lots > 0) {
      this.#lots += lots;
      this.#cost += signed;
      return;
    }
    const open = Math.abs(this.#lots);
    const size = Math.abs(lots);
    const closed = Math.min(open, size);
    const closedCost = closed === open ? this.#cost : (this.#cost * BigInt(closed)) / BigInt(open);
    const closedValue = closed === size ? signed : (signed * BigInt(closed)) / BigInt(size);
    this.#realized -= closedCost + closedValue;
    // The rest of the old position, or the opening part of a flip: one of the two is zero.
    this.#cost = this.#cost - closedCost + (signed - closedValue);
    this.#lots += lots;
  }
}
