import { type MarketRows, ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import { cutTape } from "./cut-tape.ts";
import { type MemoryTape, memoryTape } from "./memory-tape.ts";
import { RowColumns } from "./row-columns.ts";
import { sliceRows } from "./row-memory.ts";

/**
 * As cutTape, on a tape in memory: the same rows and the same digest. All rows up to the first that
 * the cut changes stay where they are; the few after it that are left of both sequences are copied.
 * A tape that ends before the cut is given back as it is.
 */
export function cutMemoryTape(tape: MemoryTape, atNs: bigint): MemoryTape {
  const at = Number(atNs - tape.epochNs);
  const { blocks } = tape;
  const touched = blocks.map((rows) => firstTouched(rows, at));
  const first = blocks.findIndex(({ event }, b) => touched[b]! < event.length);
  if (first < 0) return tape;
  const rest = new RowColumns({ orders: tape.extraColumns.length > 0 });
  for (let b = first; b < blocks.length; b++) {
    copyLeft(blocks[b]!, b === first ? touched[b]! : 0, at, rest);
  }
  const { instrument, epochNs, extraColumns } = tape;
  const { digest, source } = cutTape(tape, atNs);
  const kept = [...blocks.slice(0, first), sliceRows(blocks[first]!, 0, touched[first]!)];
  return memoryTape(
    { instrument, epochNs, extraColumns, digest, source },
    [...kept, rest.rows()].filter(({ event }) => event.length > 0),
  );
}

/** The first row of which a sequence has nothing left after the cut; the length when there is none. */
function firstTouched(rows: MarketRows, at: number): number {
  const { event } = rows;
  for (let i = 0; i < event.length; i++) if (flagsLeft(rows, i, at) !== event[i]!) return i;
  return event.length;
}

/** Copies the rows from `start` on that are left of either sequence. */
function copyLeft(rows: MarketRows, start: number, at: number, to: RowColumns): void {
  const { exchNs, localNs, priceTicks, qtyLots, orderId, orderLots } = rows;
  for (let i = start; i < exchNs.length; i++) {
    const flags = flagsLeft(rows, i, at);
    if ((flags & (ROW_EXCH | ROW_LOCAL)) === 0) continue;
    const [exch, local] = [exchNs[i]!, localNs[i]!];
    to.push(flags, exch, local, priceTicks[i]!, qtyLots[i]!, orderId?.[i], orderLots?.[i]);
  }
}

function flagsLeft({ event, exchNs, localNs }: MarketRows, row: number, at: number): number {
  let flags = event[row]!;
  if (exchNs[row]! >= at) flags &= ~ROW_EXCH;
  if (localNs[row]! >= at) flags &= ~ROW_LOCAL;
  return flags;
}
