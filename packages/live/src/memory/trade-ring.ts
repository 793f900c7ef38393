import type { FileKind } from "./shared-file.ts";
import { SlotRingReader, SlotRingWriter } from "./slot-ring.ts";

// The last trades of one instrument: a slot ring whose tag is the aggressor's side.
const TRADE_RING_KIND: FileKind = { name: "trade ring", magic: "mx-trade", version: 1 };

/** The aggressor's side as tag of a trade, beside BUY (0) and SELL (1): the source does not tell. */
export const NO_SIDE = 2;

/** Writes the trades of one instrument for any number of readers. Never waits. */
export class TradeRingWriter extends SlotRingWriter {
  /** Makes the ring, with room for `trades` (rounded up to a power of two). */
  static create(file: string, trades: number): TradeRingWriter {
    return new TradeRingWriter(file, TRADE_RING_KIND, trades, 0);
  }

  /** Adds a trade, with BUY, SELL or NO_SIDE; readers see it after `publish`. */
  push(side: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void {
    this.write(side, exchNs, localNs, priceTicks, qtyLots);
  }
}

/** Reads the trades of one instrument. */
export class TradeRingReader extends SlotRingReader {
  /**
   * Begins with the next trade, or with the last `last` ones that are still there. Throws
   * ConfigError when there is no ring under that name, or of another version.
   */
  constructor(file: string, options: { readonly last: number }) {
    super(file, TRADE_RING_KIND, "now");
    const kept = Math.min(options.last, this.capacity / 2);
    this.resumeAt(Math.max(0, this.position - kept));
  }
}
