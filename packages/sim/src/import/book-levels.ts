import type { Step } from "@mexoms/core";
import type { ByteCursor } from "./byte-cursor.ts";
import { priceTicks } from "./byte-cursor.ts";
import type { LotGrid } from "./lot-grid.ts";
import {
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACKET,
  expectByte,
  expectQuote,
  takeByte,
} from "./json-skip.ts";

/** The price levels of one side of a message, in the order in which they stand there. */
export class BookLevels {
  priceTicks: Int32Array = new Int32Array(1024);
  qtyLots: Float64Array = new Float64Array(1024);
  length = 0;

  add(ticks: number, lots: number): void {
    if (this.length === this.priceTicks.length) this.#grow();
    this.priceTicks[this.length] = ticks;
    this.qtyLots[this.length] = lots;
    this.length++;
  }

  clear(): void {
    this.length = 0;
  }

  /** Reads [["price","qty"],...]; throws a LineProblem naming `field` and the level. */
  read(cursor: ByteCursor, tick: Step, lots: LotGrid, field: string): void {
    this.length = 0;
    expectByte(cursor, OPEN_BRACKET, field);
    if (takeByte(cursor, CLOSE_BRACKET)) return;
    do {
      if (cursor.byte === OPEN_BRACKET) cursor.at++;
      else expectByte(cursor, OPEN_BRACKET, field);
      expectQuote(cursor, field);
      const ticks = priceTicks(cursor, tick, field);
      expectQuote(cursor, field);
      if (cursor.byte === COMMA) cursor.at++;
      else expectByte(cursor, COMMA, field);
      expectQuote(cursor, field);
      const size = lots.read(cursor, field);
      expectQuote(cursor, field);
      if (cursor.byte === CLOSE_BRACKET) cursor.at++;
      else expectByte(cursor, CLOSE_BRACKET, field);
      this.add(ticks, size);
    } while (takeByte(cursor, COMMA));
    expectByte(cursor, CLOSE_BRACKET, field);
  }

  #grow(): void {
    const ticks = new Int32Array(this.length * 2);
    const lots = new Float64Array(this.length * 2);
    ticks.set(this.priceTicks);
    lots.set(this.qtyLots);
    this.priceTicks = ticks;
    this.qtyLots = lots;
  }
}
