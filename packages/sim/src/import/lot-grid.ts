import type { Step } from "@mexoms/core";
import { OFF_GRID, badDecimal } from "./byte-cursor.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import type { LineLog } from "./line-log.ts";

/**
 * What to do with a size that is not a whole number of lots: round it to the nearest (half a lot up),
 * counted, or refuse the line. Venues make lots larger at times, and orders from before that stay in
 * the book with their old sizes.
 */
export type OffLotSizes = "round" | "refuse";

/** Reads sizes as whole lots. */
export class LotGrid {
  readonly step: Step;
  readonly #log: LineLog;
  readonly #offLot: OffLotSizes;

  constructor(step: Step, log: LineLog, offLot: OffLotSizes) {
    this.step = step;
    this.#log = log;
    this.#offLot = offLot;
  }

  /** The size at the cursor in lots, zero or more. Throws a LineProblem naming `field`. */
  read(cursor: ByteCursor, field: string): number {
    const start = cursor.at;
    const lots = cursor.steps(this.step);
    if (lots >= 0) return lots;
    if (lots === OFF_GRID && this.#offLot === "round") {
      this.#log.rounded++;
      return this.step.nearest(cursor.text(start, cursor.at), field);
    }
    return badDecimal(cursor, start, lots, this.step, field, "lot");
  }
}
