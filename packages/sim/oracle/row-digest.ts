import { createHash } from "node:crypto";
import { ROW_BUY, ROW_KIND_MASK, ROW_SELL } from "@mexoms/core/internal";
import { blocksOf, type Tape } from "@mexoms/sim/engine";

const ROW_BYTES = 40;
const ROWS_AT_ONCE = 4096;
const BUY_BIT = 0x2000_0000;
const SELL_BIT = 0x1000_0000;

/**
 * SHA-256 over the rows of one sequence of a tape (ROW_EXCH or ROW_LOCAL), in order, 40 bytes each and
 * little-endian: kind with the side in bits 28 and 29 (u64), both times since 1970 (i64), price and
 * size as the nearest doubles.
 */
export function sideDigest(tape: Tape, side: number): string {
  const { tick, lot } = tape.instrument;
  const hash = createHash("sha256");
  const bytes = Buffer.alloc(ROWS_AT_ONCE * ROW_BYTES);
  let at = 0;
  for (const { event, exchNs, localNs, priceTicks, qtyLots } of blocksOf(tape)) {
    for (let i = 0; i < event.length; i++) {
      const flags = event[i]!;
      if ((flags & side) === 0) continue;
      const sideBits = (flags & ROW_BUY ? BUY_BIT : 0) + (flags & ROW_SELL ? SELL_BIT : 0);
      bytes.writeUInt32LE((flags & ROW_KIND_MASK) + sideBits, at);
      bytes.writeUInt32LE(0, at + 4);
      bytes.writeBigInt64LE(tape.epochNs + BigInt(exchNs[i]!), at + 8);
      bytes.writeBigInt64LE(tape.epochNs + BigInt(localNs[i]!), at + 16);
      bytes.writeDoubleLE(tick.float(priceTicks[i]!), at + 24);
      bytes.writeDoubleLE(lot.float(qtyLots[i]!), at + 32);
      at += ROW_BYTES;
      if (at === bytes.length) {
        hash.update(bytes);
        at = 0;
      }
    }
  }
  return hash.update(bytes.subarray(0, at)).digest("hex");
}
