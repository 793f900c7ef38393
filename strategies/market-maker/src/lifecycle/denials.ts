/** A wait that doubles with each denial has long reached its most by then. */
const MOST_DOUBLINGS = 20;

/**
 * Holds back the levels of one side that our own risk limits have denied. Risk looks at each order by
 * itself, so the level waits and not the side, longer each time. Nothing was sent, so that it does
 * not count as a refusal of the venue.
 */
export class Denials {
  readonly #backoffNs: number;
  readonly #mostNs: number;
  readonly #counts: Uint8Array;
  readonly #reasons: string[];
  readonly #untilNs: Float64Array;

  /** The first wait is `backoffNs`; it doubles with each denial in a row, up to `mostNs`. */
  constructor(options: {
    readonly backoffNs: number;
    readonly mostNs: number;
    readonly maxLevels: number;
  }) {
    const { backoffNs, mostNs, maxLevels } = options;
    this.#backoffNs = backoffNs;
    this.#mostNs = Math.max(backoffNs, mostNs);
    this.#counts = new Uint8Array(maxLevels);
    this.#reasons = Array.from({ length: maxLevels }, () => "");
    this.#untilNs = new Float64Array(maxLevels).fill(-1);
  }

  deny(level: number, nowNs: number, reason: string): void {
    const doubled = this.#backoffNs * 2 ** this.#counts[level]!;
    this.#untilNs[level] = nowNs + Math.min(doubled, this.#mostNs);
    this.#counts[level] = Math.min(MOST_DOUBLINGS, this.#counts[level]! + 1);
    this.#reasons[level] = reason;
  }

  allow(level: number): void {
    this.#counts[level] = 0;
  }

  holds(level: number, nowNs: number): boolean {
    return nowNs < this.#untilNs[level]!;
  }

  /** What risk said to a level the last time. */
  reason(level: number): string {
    return this.#reasons[level]!;
  }
}
