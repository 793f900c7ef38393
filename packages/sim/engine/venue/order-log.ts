import { TIMELINE } from "../result/order-timeline.ts";

const FIRST_CAPACITY = 64;
const NEVER_TOLD = -1;

/**
 * Notes what happens to the orders of one market as columns; see OrderTimeline. It is written once a
 * request or answer, never by a market row, and changes nothing in a run. Allocates only to grow.
 */
export class OrderLog {
  length = 0;
  kind: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  orderId: Float64Array = new Float64Array(FIRST_CAPACITY);
  exchNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  localNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  priceTicks: Int32Array = new Int32Array(FIRST_CAPACITY);
  leavesLots: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** As the queue model counts it: its unit may be lots or sizes. */
  ahead: Float64Array = new Float64Array(FIRST_CAPACITY);
  levelLots: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** What stands ahead of the order that the next answer is about; NaN for unknown. */
  nextAhead: number = Number.NaN;

  /** A request goes out at `localNs`. */
  sent(kind: number, orderId: number, localNs: number, priceTicks: number, lots: number): void {
    const at = this.#next(kind, orderId);
    this.exchNs[at] = NEVER_TOLD;
    this.localNs[at] = localNs;
    this.priceTicks[at] = priceTicks;
    this.leavesLots[at] = lots;
  }

  /** The venue answers; returns the row. Takes `nextAhead`. */
  answered(
    kind: number,
    orderId: number,
    exchNs: number,
    priceTicks: number,
    leavesLots: number,
  ): number {
    const at = this.#next(kind, orderId);
    this.exchNs[at] = exchNs;
    this.localNs[at] = NEVER_TOLD;
    this.priceTicks[at] = priceTicks;
    this.leavesLots[at] = leavesLots;
    this.ahead[at] = this.nextAhead;
    this.nextAhead = Number.NaN;
    return at;
  }

  /** An order takes a place in the book behind `ahead`, where the others show `levelLots`. */
  rested(of: {
    orderId: number;
    atNs: number;
    priceTicks: number;
    leavesLots: number;
    ahead: number;
    levelLots: number;
  }): void {
    this.nextAhead = of.ahead;
    const { rested } = TIMELINE;
    const at = this.answered(rested, of.orderId, of.atNs, of.priceTicks, of.leavesLots);
    this.levelLots[at] = of.levelLots;
  }

  /** An answer has reached us. One that comes again changes nothing. */
  told(row: number, localNs: number): void {
    if (this.localNs[row] === NEVER_TOLD) this.localNs[row] = localNs;
  }

  #next(kind: number, orderId: number): number {
    const at = this.length;
    if (at === this.kind.length) this.#grow();
    this.length = at + 1;
    this.kind[at] = kind;
    this.orderId[at] = orderId;
    this.ahead[at] = Number.NaN;
    this.levelLots[at] = Number.NaN;
    return at;
  }

  #grow(): void {
    const size = this.kind.length * 2;
    const longer = <T extends Float64Array | Int32Array | Uint8Array>(grown: T, old: T): T => {
      grown.set(old);
      return grown;
    };
    this.kind = longer(new Uint8Array(size), this.kind);
    this.orderId = longer(new Float64Array(size), this.orderId);
    this.exchNs = longer(new Float64Array(size), this.exchNs);
    this.localNs = longer(new Float64Array(size), this.localNs);
    this.priceTicks = longer(new Int32Array(size), this.priceTicks);
    this.leavesLots = longer(new Float64Array(size), this.leavesLots);
    this.ahead = longer(new Float64Array(size), this.ahead);
    this.levelLots = longer(new Float64Array(size), this.levelLots);
  }
}
