const FIRST_CAPACITY = 1 << 12;

/**
 * Rows by their number in order of receipt, from `oldest` up to `newest` (exclusive), in rings that
 * double when full. `slot` turns a number into an index of the columns, good until the next `append`.
 */
export class RowWindow {
  event: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  exchNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  localNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  priceTicks: Int32Array = new Int32Array(FIRST_CAPACITY);
  qtyLots: Float64Array = new Float64Array(FIRST_CAPACITY);
  orderId: Float64Array = new Float64Array(FIRST_CAPACITY);
  orderLots: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** How many of its two sequences a row has already left in. */
  uses: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  oldest = 0;
  newest = 0;
  mask: number = FIRST_CAPACITY - 1;

  slot(row: number): number {
    return row & this.mask;
  }

  append(
    event: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
    orderId: number,
    orderLots: number,
  ): number {
    if (this.newest - this.oldest > this.mask) this.#grow();
    const row = this.newest;
    const at = row & this.mask;
    this.event[at] = event;
    this.exchNs[at] = exchNs;
    this.localNs[at] = localNs;
    this.priceTicks[at] = priceTicks;
    this.qtyLots[at] = qtyLots;
    this.orderId[at] = orderId;
    this.orderLots[at] = orderLots;
    this.uses[at] = 0;
    this.newest = row + 1;
    return row;
  }

  /** A row has left in `sequences` more of its sequences; rows that left in both are forgotten. */
  release(row: number, sequences: number): void {
    const at = row & this.mask;
    this.uses[at] = this.uses[at]! + sequences;
    while (this.oldest < this.newest && this.uses[this.oldest & this.mask] === 2) this.oldest++;
  }

  #grow(): void {
    const before = this.mask;
    const capacity = (before + 1) * 2;
    const columns = [
      this.event,
      this.exchNs,
      this.localNs,
      this.priceTicks,
      this.qtyLots,
      this.uses,
      this.orderId,
      this.orderLots,
    ] as const;
    this.event = new Uint8Array(capacity);
    this.exchNs = new Float64Array(capacity);
    this.localNs = new Float64Array(capacity);
    this.priceTicks = new Int32Array(capacity);
    this.qtyLots = new Float64Array(capacity);
    this.uses = new Uint8Array(capacity);
    this.orderId = new Float64Array(capacity);
    this.orderLots = new Float64Array(capacity);
    this.mask = capacity - 1;
    for (let row = this.oldest; row < this.newest; row++) {
      const from = row & before;
      const to = row & this.mask;
      this.event[to] = columns[0][from]!;
      this.exchNs[to] = columns[1][from]!;
      this.localNs[to] = columns[2][from]!;
      this.priceTicks[to] = columns[3][from]!;
      this.qtyLots[to] = columns[4][from]!;
      this.uses[to] = columns[5][from]!;
      this.orderId[to] = columns[6][from]!;
      this.orderLots[to] = columns[7][from]!;
    }
  }
}
