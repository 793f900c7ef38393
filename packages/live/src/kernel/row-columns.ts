import { type MarketRows, ROW_LOCAL, type RowFeed } from "@mexoms/core/internal";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { ROW_DOUBLES } from "./row-batch.ts";

/** Doubles of a record of rows before the first row: market, rows, time at which the feed had them. */
export const ROWS_HEAD = { market: 0, rows: 1, feedNs: 2 } as const;
export const ROWS_HEAD_DOUBLES = 3;
const FIRST_CAPACITY = 1_024;

/**
 * Rows of a journal's record as a kernel takes them. They stand at the end of columns that are used
 * again, so that no view of them has to be made; their local time is that of the record.
 */
export class RowColumns implements RowFeed {
  rows: MarketRows = columns(FIRST_CAPACITY);
  readonly offsetNs = 0;
  index = 0;
  untilNs = 0;

  /** Takes the rows of a record of kind INPUT.rows. */
  load(record: RecordCursor): void {
    const { fields, view, nowNs } = record;
    const count = fields[record.index + ROWS_HEAD.rows]!;
    if (count > this.rows.event.length) this.rows = columns(2 ** Math.ceil(Math.log2(count)));
    const { event, exchNs, localNs, priceTicks, qtyLots } = this.rows;
    const first = event.length - count;
    let from = record.index + ROWS_HEAD_DOUBLES;
    for (let i = first; i < event.length; i++) {
      exchNs[i] = fields[from]!;
      qtyLots[i] = fields[from + 1]!;
      priceTicks[i] = view.getInt32((from + 2) * 8, true);
      event[i] = view.getUint8((from + 2) * 8 + 4) | ROW_LOCAL;
      localNs[i] = nowNs;
      from += ROW_DOUBLES;
    }
    this.index = first;
    this.untilNs = nowNs;
  }
}

function columns(capacity: number): MarketRows {
  return {
    event: new Uint8Array(capacity),
    exchNs: new Float64Array(capacity),
    localNs: new Float64Array(capacity),
    priceTicks: new Int32Array(capacity),
    qtyLots: new Float64Array(capacity),
  };
}
