/**
 * Executions of one market that are known. Everything up to `upTo` is, of what comes after it each
 * one by its number: trade ids grow, but messages may be lost in between.
 */
export class TradeIds {
  #upTo: number;
  readonly #after = new Set<number>();

  constructor(upTo: number) {
    this.#upTo = upTo;
  }

  get upTo(): number {
    return this.#upTo;
  }

  has(tradeId: number): boolean {
    return tradeId <= this.#upTo || this.#after.has(tradeId);
  }

  add(tradeId: number): void {
    if (tradeId > this.#upTo) this.#after.add(tradeId);
  }

  /** The venue has told of everything up to here. */
  settle(upTo: number): void {
    if (upTo <= this.#upTo) return;
    this.#upTo = upTo;
    for (const id of this.#after) if (id <= upTo) this.#after.delete(id);
  }
}
