import { NEVER } from "@mexoms/core/internal";
import type { MarkedFill } from "./marked-fill.ts";

/** Tells fills the mid some time later, where that lies within the data. */
export class HorizonMarks {
  /** Time of the next one, NEVER after the last. */
  nextNs: number = NEVER;
  readonly #afterNs: number;
  readonly #endNs: number;
  readonly #fills: readonly MarkedFill[];
  readonly #tell: (fill: MarkedFill, midHalf: number) => void;
  #next = 0;

  constructor(options: {
    afterNs: number;
    endNs: number;
    /** By time. */
    fills: readonly MarkedFill[];
    tell: (fill: MarkedFill, midHalf: number) => void;
  }) {
    this.#afterNs = options.afterNs;
    this.#endNs = options.endNs;
    this.#fills = options.fills;
    this.#tell = options.tell;
    this.#findNext();
  }

  /** The mid at `nextNs`: that of the fill where none is known yet. */
  take(midHalf: number): void {
    const at = this.nextNs;
    while (this.nextNs === at) {
      const fill = this.#fills[this.#next]!;
      this.#tell(fill, midHalf || fill.midHalf);
      this.#next += 1;
      this.#findNext();
    }
  }

  #findNext(): void {
    const fill = this.#fills[this.#next];
    const at = fill === undefined ? NEVER : fill.atNs + this.#afterNs;
    this.nextNs = at <= this.#endNs ? at : NEVER;
  }
}
