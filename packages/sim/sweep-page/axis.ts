/** A linear scale from numbers to pixels, with round numbers to write beside it. */
export class Axis {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;

  /** From numbers `from` to `to`, which may be equal, to pixels `start` to `end`. */
  constructor(range: readonly [from: number, to: number], start: number, end: number) {
    const [from, to] = range;
    const room = from === to ? Math.abs(from) * 0.1 || 1 : (to - from) * 0.05;
    this.from = from - room;
    this.to = to + room;
    this.start = start;
    this.end = end;
  }

  at(value: number): number {
    return this.start + ((value - this.from) / (this.to - this.from)) * (this.end - this.start);
  }

  /** The number at a pixel. */
  value(pixel: number): number {
    return this.from + ((pixel - this.start) / (this.end - this.start)) * (this.to - this.from);
  }

  /** Round numbers, about one in so many pixels. */
  ticks(spacePx: number): number[] {
    const wanted = Math.max(1, Math.abs(this.end - this.start) / spacePx);
    const step = roundStep((this.to - this.from) / wanted);
    const ticks: number[] = [];
    for (let i = Math.ceil(this.from / step); i * step <= this.to; i++)
      ticks.push(i === 0 ? 0 : i * step);
    return ticks;
  }
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const times = raw / power;
  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

const COMPACT = new Intl.NumberFormat("en-US", {
  notation: "compact",
  maximumSignificantDigits: 4,
});

/** A number beside an axis: at most four digits, thousands as K and M. */
export function axisText(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) < 1e-4) return value.toExponential(1);
  return COMPACT.format(value);
}

/** Least and most of numbers, without those that are not defined; zero to one of none. */
export function rangeOf(values: Iterable<number>): [number, number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return from > to ? [0, 1] : [from, to];
}
