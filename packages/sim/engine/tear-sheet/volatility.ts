import type { Grid } from "./grid.ts";
import { quantile } from "./durations.ts";
import type { MarkedFill } from "./marked-fill.ts";

/** Returns that one value is made of. */
const WINDOW = 60;

/** The regimes of a run: thirds of its time by the root mean square of the last minute's returns. */
export class Volatility {
  /** Upper bounds of calm and of normal; undefined in runs that are too short to tell. */
  readonly bounds: readonly [number, number] | undefined;
  readonly #atSecond: Float64Array;

  /** `seconds`: the mids at every second. */
  constructor(seconds: Grid) {
    this.#atSecond = rollingBps(seconds.midHalf);
    const known = this.#atSecond.filter((value) => !Number.isNaN(value)).sort();
    this.bounds =
      known.length < WINDOW ? undefined : [quantile(known, 1 / 3), quantile(known, 2 / 3)];
  }

  /** In basis points a second, at the last whole second before a time; NaN for unknown. */
  at(ns: number): number {
    return this.#atSecond[Math.floor(ns / 1e9)] ?? Number.NaN;
  }

  regimeOf({ volatilityBps }: MarkedFill): "calm" | "normal" | "wild" | undefined {
    if (this.bounds === undefined || Number.isNaN(volatilityBps)) return undefined;
    if (volatilityBps <= this.bounds[0]) return "calm";
    return volatilityBps <= this.bounds[1] ? "normal" : "wild";
  }
}

function rollingBps(midHalf: Float64Array): Float64Array {
  const squares = midHalf.map((mid, i) => {
    const before = midHalf[i - 1] ?? 0;
    return before === 0 ? Number.NaN : (((mid - before) * 1e4) / before) ** 2;
  });
  const rolling = new Float64Array(midHalf.length).fill(Number.NaN);
  // Each window is summed anew: a running sum would carry its rounding along.
  for (let i = WINDOW; i < rolling.length; i++) {
    let sum = 0;
    for (let k = i - WINDOW + 1; k <= i; k++) sum += squares[k]!;
    rolling[i] = Math.sqrt(sum / WINDOW);
  }
  return rolling;
}
