import { writeFileSync } from "node:fs";
import {
  ROW_BUY,
  ROW_EXCH,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
} from "@mexoms/core/internal";
import { allRows, type Tape } from "@mexoms/sim";

// hftbacktest's row of 64 bytes, little-endian: ev u64, exch_ts i64, local_ts i64, px f64, qty f64,
// then three columns that stay zero. The flags of ev are in its second half.
const ROW_BYTES = 64;
const EXCH_TS = 8;
const LOCAL_TS = 16;
const PRICE = 24;
const QTY = 32;
const FLAGS: readonly (readonly [ours: number, theirs: number])[] = [
  [ROW_SELL, 2 ** 28],
  [ROW_BUY, 2 ** 29],
  [ROW_LOCAL, 2 ** 30],
  [ROW_EXCH, 2 ** 31],
];

/** Writes a tape's rows as hftbacktest takes them. False when it has rows that are not known there. */
export function writePeerRows(tape: Tape, file: string): boolean {
  const { event, exchNs, localNs, priceTicks, qtyLots } = allRows(tape);
  const { tick, lot } = tape.instrument;
  const bytes = new DataView(new ArrayBuffer(event.length * ROW_BYTES));
  for (let i = 0; i < event.length; i++) {
    const at = i * ROW_BYTES;
    const kind = event[i]! & ROW_KIND_MASK;
    if (kind === ROW_GAP) return false;
    let flags = kind;
    for (const [ours, theirs] of FLAGS) if ((event[i]! & ours) !== 0) flags += theirs;
    bytes.setUint32(at, flags, true);
    bytes.setBigInt64(at + EXCH_TS, tape.epochNs + BigInt(exchNs[i]!), true);
    bytes.setBigInt64(at + LOCAL_TS, tape.epochNs + BigInt(localNs[i]!), true);
    bytes.setFloat64(at + PRICE, tick.float(priceTicks[i]!), true);
    bytes.setFloat64(at + QTY, lot.float(qtyLots[i]!), true);
  }
  writeFileSync(file, new Uint8Array(bytes.buffer));
  return true;
}
