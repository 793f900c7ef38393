import type { MarketRows } from "@mexoms/core/internal";
import type { FileKind } from "./shared-file.ts";
import { SlotRingReader, SlotRingWriter } from "./slot-ring.ts";

// Market rows of one instrument, as they come: a slot ring whose tag is the row's event byte.
const ROW_RING_KIND: FileKind = { name: "row ring", magic: "mx-rows ", version: 1 };

/** Writes the market rows of one instrument for any number of readers. Never waits. */
export class RowRingWriter extends SlotRingWriter {
  /**
   * Makes the ring, with room for `rows` (rounded up to a power of two). `position` is that of its
   * first row, for a ring that goes on where another one ended.
   */
  static create(file: string, rows: number, position: number = 0): RowRingWriter {
    return new RowRingWriter(file, ROW_RING_KIND, rows, position);
  }

  /** Adds a row; readers see it after `publish`, together with the others since the last one. */
  push(event: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void {
    this.write(event, exchNs, localNs, priceTicks, qtyLots);
  }

  /** As push, from columns; `offsetNs` is added to both times. */
  pushFrom(rows: MarketRows, index: number, offsetNs: number): void {
    this.write(
      rows.event[index]!,
      rows.exchNs[index]! + offsetNs,
      rows.localNs[index]! + offsetNs,
      rows.priceTicks[index]!,
      rows.qtyLots[index]!,
    );
  }
}

/** Reads the market rows of one instrument. */
export class RowRingReader extends SlotRingReader {
  /** Throws ConfigError when there is no ring under that name, or of another version. */
  constructor(file: string, options: { readonly from: "now" | number }) {
    super(file, ROW_RING_KIND, options.from);
  }
}
