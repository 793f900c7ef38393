/** What may still fill of one order, as JSON can hold it. */
export interface SavedExposure {
  readonly id: number;
  readonly cell: number;
  readonly side: number;
  readonly askedLots: number;
  readonly askedTicks: number;
  readonly totalLots: number;
  readonly filledLots: number;
  readonly endedAt: number;
  readonly ended: boolean;
  /** Not there when it was never amended; so for a refusal. */
  readonly amendedNs?: number | undefined;
  readonly amendedLots: number;
  readonly amendedTicks: number;
  readonly refusedNs?: number | undefined;
}

/**
 * How much of one order may still fill, whatever is under way: an upper bound that holds in whatever
 * order answers come, and however often. An amend asks for an open size; until it is answered the
 * order may fill as it stood, and then as it was amended, so that both sizes count.
 */
export class OrderExposure {
  readonly cell: number;
  readonly side: number;
  /** Lots that are counted in the book of exposure now. Written by it alone. */
  counted = 0;
  /** An amend that may be under way: its size, 0 for none, and its price. */
  askedLots = 0;
  askedTicks = 0;
  #totalLots: number;
  #filledLots = 0;
  /** Filled at the venue when the order ended, where it said so. */
  #endedAt = -1;
  #ended = false;
  #amendedNs = Number.NEGATIVE_INFINITY;
  #amendedLots = 0;
  #amendedTicks = 0;
  #refusedNs = Number.NEGATIVE_INFINITY;

  constructor(cell: number, side: number, lots: number) {
    this.cell = cell;
    this.side = side;
    this.#totalLots = lots;
  }

  static restored(saved: SavedExposure): OrderExposure {
    const exposure = new OrderExposure(saved.cell, saved.side, saved.totalLots);
    exposure.askedLots = saved.askedLots;
    exposure.askedTicks = saved.askedTicks;
    exposure.#filledLots = saved.filledLots;
    exposure.#endedAt = saved.endedAt;
    exposure.#ended = saved.ended;
    exposure.#amendedNs = saved.amendedNs ?? Number.NEGATIVE_INFINITY;
    exposure.#amendedLots = saved.amendedLots;
    exposure.#amendedTicks = saved.amendedTicks;
    exposure.#refusedNs = saved.refusedNs ?? Number.NEGATIVE_INFINITY;
    return exposure;
  }

  save(id: number): SavedExposure {
    return {
      id,
      cell: this.cell,
      side: this.side,
      askedLots: this.askedLots,
      askedTicks: this.askedTicks,
      totalLots: this.#totalLots,
      filledLots: this.#filledLots,
      endedAt: this.#endedAt,
      ended: this.#ended,
      amendedNs: finite(this.#amendedNs),
      amendedLots: this.#amendedLots,
      amendedTicks: this.#amendedTicks,
      refusedNs: finite(this.#refusedNs),
    };
  }

  get openLots(): number {
    const known = this.#ended ? Math.max(0, this.#endedAt) : this.#totalLots;
    // Fills beyond the known size are of the amend that was asked for.
    return Math.max(0, known + this.askedLots - this.#filledLots);
  }

  /** What may fill is more than what is known to be open: an amend is under way or unresolved. */
  get unresolved(): boolean {
    return this.askedLots > 0;
  }

  ask(lots: number, ticks: number): void {
    this.askedLots = lots;
    this.askedTicks = ticks;
  }

  fill(lots: number): void {
    this.#filledLots += lots;
  }

  /**
   * The order has a new open size. `filledLots` is what the venue had filled of it by then; without
   * it a smaller size is not believed, as fills may be on their way.
   */
  amended(exchNs: number, ticks: number, lots: number, filledLots: number | undefined): void {
    const isAnswer = lots === this.askedLots && ticks === this.askedTicks;
    const repeats = lots === this.#amendedLots && ticks === this.#amendedTicks;
    if (exchNs < this.#amendedNs || (exchNs === this.#amendedNs && repeats)) return;
    this.#amendedNs = exchNs;
    this.#amendedLots = lots;
    this.#amendedTicks = ticks;
    if (isAnswer) this.askedLots = 0;
    this.#totalLots =
      filledLots === undefined
        ? Math.max(this.#totalLots, this.#filledLots + lots)
        : Math.max(this.#filledLots, filledLots + lots);
  }

  /**
   * An amend had no effect, says the venue at `exchNs`. Amends of one order follow each other, so that
   * what is not later than a refusal before it is that one told again, with the amend still under way.
   */
  refused(exchNs: number): void {
    if (exchNs <= this.#refusedNs) return;
    this.#refusedNs = exchNs;
    this.askedLots = 0;
  }

  /** The order's life is over. Fills that the venue counted and we do not know are still to come. */
  end(filledLots: number | undefined): void {
    this.#ended = true;
    this.askedLots = 0;
    this.#endedAt = filledLots ?? -1;
  }
}

function finite(ns: number): number | undefined {
  return Number.isFinite(ns) ? ns : undefined;
}
