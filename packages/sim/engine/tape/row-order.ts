import { ROW_EXCH, ROW_KIND_MASK, ROW_BUY, ROW_LOCAL, ROW_SELL, fail } from "@mexoms/core/internal";
import type { RowSink } from "./row-sink.ts";
import { RowWindow } from "./row-window.ts";

const NONE = -1;
const WITHOUT_FLAGS = ROW_KIND_MASK | ROW_BUY | ROW_SELL;

/**
 * Puts rows that come in order of receipt into the order of a tape: both sequences, the exchange's
 * (a stable sort by exchange time) and ours (as received), interleaved into one, each row flagged
 * ROW_EXCH, ROW_LOCAL or both. Walking both sequences at once, a row that is next in both leaves
 * once; else the one with the smaller (exchNs, localNs) leaves, for its own sequence only.
 *
 * `disorderNs` is how far an exchange time may lie behind the newest before it: no row waits longer
 * than that, so memory is bounded by it and not by the tape. Call `finish` after the last row.
 */
export class RowOrder implements RowSink {
  readonly #disorderNs: number;
  readonly #sink: RowSink;
  readonly #window: RowWindow = new RowWindow();
  readonly #inOrder: RowQueue = new RowQueue();
  readonly #late: LateRows;
  #newestExchNs = -Infinity;
  #newestLocalNs = -Infinity;
  #nextLocal = 0;

  constructor(disorderNs: number, sink: RowSink) {
    if (!(disorderNs >= 0)) fail(`disorder of ${disorderNs} ns`);
    this.#disorderNs = disorderNs;
    this.#sink = sink;
    this.#late = new LateRows(this.#window);
  }

  /** Rows held back now. */
  get waiting(): number {
    return this.#window.newest - this.#window.oldest;
  }

  push(
    event: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
    orderId = 0,
    orderLots = 0,
  ): void {
    if (!(localNs >= this.#newestLocalNs)) fail(`local time goes back to ${localNs}`);
    this.#newestLocalNs = localNs;
    const kind = event & WITHOUT_FLAGS;
    const row = this.#window.append(kind, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots);
    if (exchNs >= this.#newestExchNs) {
      this.#newestExchNs = exchNs;
      this.#inOrder.add(row);
    } else {
      if (!(exchNs >= this.#newestExchNs - this.#disorderNs)) {
        fail(`exchange time ${exchNs} lies further back than ${this.#disorderNs} ns`);
      }
      this.#late.add(row);
    }
    this.#walk(this.#newestExchNs - this.#disorderNs);
  }

  /** The last row has come: the rest leaves. */
  finish(): void {
    this.#walk(Infinity);
    for (; this.#nextLocal < this.#window.newest; this.#nextLocal++) {
      this.#emit(this.#nextLocal, ROW_LOCAL);
    }
  }

  // A row may leave in the exchange's sequence once no later row can come before it: up to finalNs.
  #walk(finalNs: number): void {
    const window = this.#window;
    for (;;) {
      const exch = this.#firstByExchange();
      if (exch === NONE || !(window.exchNs[exch & window.mask]! <= finalNs)) return;
      const local = this.#nextLocal;
      if (exch === local) {
        this.#takeFirstByExchange(exch);
        this.#nextLocal++;
        this.#emit(exch, ROW_EXCH | ROW_LOCAL);
      } else if (local === window.newest) {
        if (finalNs !== Infinity) return; // the next row of our sequence is not known yet
        this.#takeFirstByExchange(exch);
        this.#emit(exch, ROW_EXCH);
      } else if (this.#notAfter(exch, local)) {
        this.#takeFirstByExchange(exch);
        this.#emit(exch, ROW_EXCH);
      } else {
        this.#nextLocal++;
        this.#emit(local, ROW_LOCAL);
      }
    }
  }

  #notAfter(a: number, b: number): boolean {
    const { exchNs, localNs, mask } = this.#window;
    const byExch = exchNs[a & mask]! - exchNs[b & mask]!;
    return byExch < 0 || (byExch === 0 && localNs[a & mask]! <= localNs[b & mask]!);
  }

  #firstByExchange(): number {
    const late = this.#late.first;
    const inOrder = this.#inOrder.first;
    if (late === NONE) return inOrder;
    if (inOrder === NONE) return late;
    return this.#late.before(late, inOrder) ? late : inOrder;
  }

  #takeFirstByExchange(row: number): void {
    if (row === this.#inOrder.first) this.#inOrder.take();
    else this.#late.take();
  }

  #emit(row: number, flags: number): void {
    const window = this.#window;
    const at = row & window.mask;
    this.#sink.push(
      window.event[at]! | flags,
      window.exchNs[at]!,
      window.localNs[at]!,
      window.priceTicks[at]!,
      window.qtyLots[at]!,
      window.orderId[at],
      window.orderLots[at],
    );
    window.release(row, flags === (ROW_EXCH | ROW_LOCAL) ? 2 : 1);
  }
}

/** First in, first out. */
class RowQueue {
  #rows: Float64Array = new Float64Array(1 << 12);
  #head = 0;
  #tail = 0;

  get first(): number {
    return this.#head === this.#tail ? NONE : this.#rows[this.#head]!;
  }

  add(row: number): void {
    if (this.#tail === this.#rows.length) this.#makeRoom();
    this.#rows[this.#tail++] = row;
  }

  take(): void {
    this.#head++;
  }

  #makeRoom(): void {
    const waiting = this.#rows.subarray(this.#head, this.#tail);
    const half = this.#rows.length / 2;
    const rows = waiting.length > half ? new Float64Array(this.#rows.length * 2) : this.#rows;
    rows.set(waiting);
    this.#rows = rows;
    this.#tail = waiting.length;
    this.#head = 0;
  }
}

/** Rows whose exchange time went back: a binary heap by exchange time, then by receipt. */
class LateRows {
  readonly #window: RowWindow;
  readonly #heap: number[] = [];

  constructor(window: RowWindow) {
    this.#window = window;
  }

  get first(): number {
    return this.#heap.length === 0 ? NONE : this.#heap[0]!;
  }

  before(a: number, b: number): boolean {
    const { exchNs, mask } = this.#window;
    const difference = exchNs[a & mask]! - exchNs[b & mask]!;
    return difference < 0 || (difference === 0 && a < b);
  }

  add(row: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(row);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(row, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = row;
  }

  take(): void {
    const heap = this.#heap;
    const row = heap.pop()!;
    const length = heap.length;
    if (length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= length) break;
      if (child + 1 < length && this.before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.before(heap[child]!, row)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = row;
  }
}
