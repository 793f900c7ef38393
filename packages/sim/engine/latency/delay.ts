import { ConfigError, formatDuration, parseDuration, type Prng } from "@mexoms/core";

/** How long something takes, in whole nanoseconds. */
export interface Delay {
  /** What the run prints, for example "5ms" or "p0=1ms p50=2ms p100=9ms". */
  readonly text: string;
  draw(random: Prng): number;
}

/**
 * A length of time, or a distribution by its quantiles: from "p0" to "p100", straight lines in
 * between. For example "5ms", or { p0: "1ms", p50: "2ms", p99: "15ms", p100: "80ms" }.
 */
export type DelaySpec = string | Readonly<Record<string, string>>;

/** Reads a delay. Throws ConfigError that names the field and shows a valid value. */
export function parseDelay(spec: DelaySpec, field: string): Delay {
  if (typeof spec === "string") {
    const ns = parseDuration(spec, field);
    return { text: formatDuration(ns), draw: () => ns };
  }
  const points = Object.entries(spec)
    .map(([name, text]) => ({ share: shareOf(name, field), ns: parseDuration(text, field), text }))
    .toSorted((a, b) => a.share - b.share);
  points.forEach(({ share, ns, text }, i) => {
    const before = points[i - 1];
    if (before && (ns < before.ns || share === before.share)) {
      throw new ConfigError(field, `${text} at p${share * 100} is not above the quantile before`);
    }
  });
  if (points[0]?.share !== 0 || points.at(-1)?.share !== 1) {
    throw new ConfigError(
      field,
      'needs quantiles from p0 to p100, such as {"p0":"1ms","p100":"9ms"}',
    );
  }
  return new QuantileDelay(points.map(({ share, ns }) => [share, ns] as const));
}

function shareOf(name: string, field: string): number {
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(name)?.[1];
  if (percent === undefined || Number(percent) > 100) {
    throw new ConfigError(field, `"${name}" is not a quantile such as p50 or p99.9`);
  }
  return Number(percent) / 100;
}

class QuantileDelay implements Delay {
  readonly text: string;
  readonly #points: readonly (readonly [share: number, ns: number])[];

  constructor(points: readonly (readonly [share: number, ns: number])[]) {
    this.#points = points;
    this.text = points
      .map(([share, ns]) => `p${Number((share * 100).toFixed(6))}=${formatDuration(ns)}`)
      .join(" ");
  }

  draw(random: Prng): number {
    const share = random.next();
    let i = 1;
    while (this.#points[i]![0] < share) i += 1;
    const [left, low] = this.#points[i - 1]!;
    const [right, high] = this.#points[i]!;
    return low + Math.trunc(((share - left) / (right - left)) * (high - low));
  }
}
