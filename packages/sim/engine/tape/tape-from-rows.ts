import { DataError } from "@mexoms/core";
import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import type { Instrument } from "@mexoms/core";
import type { MarketRows } from "@mexoms/core/internal";
import { memoryTape } from "./memory-tape.ts";
import { RowColumns } from "./row-columns.ts";
import { extraColumnsOf } from "./row-memory.ts";
import { RowOrder } from "./row-order.ts";
import { TapeDigest } from "./tape-digest.ts";
import type { RunningHash } from "./tape-digest.ts";
import { epochShiftNs, midnightBefore } from "./tape-epoch.ts";
import type { Tape, TapeSource } from "./tape.ts";

export interface TapeFromRowsOptions {
  readonly instrument: Instrument;
  /** What the times of the rows are relative to, in nanoseconds since 1970. */
  readonly epochNs: bigint;
  /** Rows in order of receipt, each once; flags for the sides are ignored. Not kept. */
  readonly rows: MarketRows;
  readonly source: TapeSource;
  /** Hash to use for the digest; the same digest comes out of each. */
  readonly newHash?: () => RunningHash;
}

/**
 * A tape in memory from rows in order of receipt: the same rows and the same digest as an import of
 * the same data. Throws DataError when a row cannot stand on a tape: no row may be received before
 * it happened or before the row in front of it.
 */
export function tapeFromRows(options: TapeFromRowsOptions): Tape {
  const { instrument, rows, source } = options;
  const length = rows.event.length;
  if (length === 0) throw new DataError({ file: "rows" }, "a tape needs at least one row");
  const midnight = midnightBefore(options.epochNs);
  const sinceMidnightNs = Number(options.epochNs - midnight);
  const shiftNs = epochShiftNs(rows.exchNs[0]! + sinceMidnightNs);
  const rebaseNs = sinceMidnightNs - shiftNs;
  const columns = new RowColumns({ orders: rows.orderId !== undefined });
  const order = new RowOrder(checkRows(rows), columns);
  for (let i = 0; i < length; i++) {
    order.push(
      rows.event[i]!,
      rows.exchNs[i]! + rebaseNs,
      rows.localNs[i]! + rebaseNs,
      rows.priceTicks[i]!,
      rows.qtyLots[i]!,
      rows.orderId?.[i],
      rows.orderLots?.[i],
    );
  }
  order.finish();
  const epochNs = midnight + BigInt(shiftNs);
  const ordered = columns.rows();
  const extraColumns = extraColumnsOf(ordered);
  const digest = new TapeDigest(options.newHash, extraColumns);
  digest.update(ordered);
  const sum = digest.finish(instrument.spec, epochNs, columns.length);
  return memoryTape({ instrument, epochNs, extraColumns, digest: sum, source }, [ordered]);
}

// The farthest that an exchange time lies behind an earlier one.
function checkRows(rows: MarketRows): number {
  let newest = -Infinity;
  let disorderNs = 0;
  for (let i = 0; i < rows.event.length; i++) {
    const problem = rowProblem(rows, i);
    if (problem) throw new DataError({ file: "rows", line: i + 1, field: problem[0] }, problem[1]);
    const exchNs = rows.exchNs[i]!;
    newest = Math.max(newest, exchNs);
    disorderNs = Math.max(disorderNs, newest - exchNs);
  }
  return disorderNs;
}

function rowProblem(rows: MarketRows, i: number): [field: string, problem: string] | undefined {
  const exchNs = rows.exchNs[i]!;
  const localNs = rows.localNs[i]!;
  if (!Number.isSafeInteger(exchNs)) return ["exchNs", `${exchNs} is not a whole number of ns`];
  if (!Number.isSafeInteger(localNs)) return ["localNs", `${localNs} is not a whole number of ns`];
  if (localNs < exchNs) return ["localNs", "received before it happened"];
  if (i > 0 && localNs < rows.localNs[i - 1]!) return ["localNs", "goes back"];
  const event = rows.event[i]!;
  const kind = event & ROW_KIND_MASK;
  const side = event & (ROW_BUY | ROW_SELL);
  const ticks = rows.priceTicks[i]!;
  const lots = rows.qtyLots[i]!;
  if (!(kind >= ROW_DEPTH && kind <= ROW_GAP)) return ["event", `no row has kind ${kind}`];
  if (side === (ROW_BUY | ROW_SELL)) return ["event", "a row has one side, not both"];
  if (!(Number.isSafeInteger(lots) && lots >= 0)) return ["qtyLots", `${lots} is not a count`];
  if ((kind === ROW_DEPTH || kind === ROW_SNAPSHOT) && side === 0) return ["event", "needs a side"];
  if (kind === ROW_GAP && (side !== 0 || ticks !== 0 || lots !== 0)) {
    return ["event", "a gap has no side, price or quantity"];
  }
  if (kind === ROW_CLEAR && (lots !== 0 || (side === 0 && ticks !== 0))) {
    return ["event", "a clear row has no quantity, and a price only with a side"];
  }
  const priced = kind === ROW_DEPTH || kind === ROW_SNAPSHOT || kind === ROW_TRADE;
  if (priced && ticks <= 0) return ["priceTicks", `${ticks} is not a price`];
  return rows.orderId === undefined ? undefined : orderProblem(rows, i);
}

function orderProblem(rows: MarketRows, i: number): [field: string, problem: string] | undefined {
  const id = rows.orderId![i]!;
  const left = rows.orderLots?.[i];
  const kind = rows.event[i]! & ROW_KIND_MASK;
  if (!Number.isSafeInteger(id)) return ["orderId", `${id} is not a whole number`];
  if (left === undefined || !(Number.isSafeInteger(left) && left >= 0)) {
    return ["orderLots", `${left} is not a count`];
  }
  if (kind === ROW_DEPTH || kind === ROW_SNAPSHOT) {
    if (id === 0) return ["orderId", "is missing: each change is that of one order"];
    if (left > rows.qtyLots[i]!) return ["orderLots", `${left} is more than its level holds`];
  } else if (left !== 0 || (id !== 0 && kind !== ROW_TRADE)) {
    return [left !== 0 ? "orderLots" : "orderId", "must be 0 on a row of this kind"];
  }
  return undefined;
}
