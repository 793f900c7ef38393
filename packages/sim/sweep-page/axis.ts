/** How numbers become places: equal steps for equal differences, or for equal ratios of numbers above 0. */
export type Spacing = "linear" | "log";

export function spacingOf({ log }: { readonly log: boolean }): Spacing {
  return log ? "log" : "linear";
}

/** A scale from numbers to pixels, with round numbers to write beside it. */
export class Axis {
  readonly spacing: Spacing;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
  readonly #low: number;
  readonly #span: number;

  /** From numbers `from` to `to`, which may be equal, to pixels `start` to `end`. */
  constructor(
    range: readonly [from: number, to: number],
    [start, end]: readonly [start: number, end: number],
    spacing: Spacing,
  ) {
    this.spacing = spacing;
    const [low, high] = [this.#place(range[0]), this.#place(range[1])];
    const alone = spacing === "log" ? 0.1 : Math.abs(low) * 0.1 || 1;
    const room = low === high ? alone : (high - low) * 0.05;
    this.#low = low - room;
    this.#span = high - low + 2 * room;
    this.from = this.#number(this.#low);
    this.to = this.#number(this.#low + this.#span);
    this.start = start;
    this.end = end;
  }

  at(value: number): number {
    return this.start + ((this.#place(value) - this.#low) / this.#span) * (this.end - this.start);
  }

  /** The number at a pixel. */
  value(pixel: number): number {
    const part = (pixel - this.start) / (this.end - this.start);
    return this.#number(this.#low + part * this.#span);
  }

  /** Round numbers, about one in so many pixels. */
  ticks(spacePx: number): number[] {
    const wanted = Math.max(1, Math.abs(this.end - this.start) / spacePx);
    if (this.spacing === "log") {
      const ticks = roundRatios(this.from, this.to, wanted);
      if (ticks.length > 2) return ticks;
    }
    const step = roundStep((this.to - this.from) / wanted);
    const ticks: number[] = [];
    for (let i = Math.ceil(this.from / step); i * step <= this.to; i++)
      ticks.push(i === 0 ? 0 : i * step);
    return ticks;
  }

  #place(value: number): number {
    return this.spacing === "log" ? Math.log(value) : value;
  }

  #number(place: number): number {
    return this.spacing === "log" ? Math.exp(place) : place;
  }
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const times = raw / power;
  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

/** The first figures of the ticks of a decade, from many to few. */
const DECADES = [[1, 2, 5], [1, 3], [1]] as const;

/** As 0.1, 0.2, 0.5, 1, or with fewer a decade, or only each so many decades where there are many. */
function roundRatios(from: number, to: number, wanted: number): number[] {
  const [first, last] = [Math.floor(Math.log10(from)), Math.floor(Math.log10(to))];
  const decades = Math.log10(to / from);
  const figures = DECADES.find(({ length }) => length * decades <= wanted * 1.2) ?? [1];
  const every = Math.max(1, Math.ceil(decades / wanted));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return powers
    .filter((power) => power % every === 0)
    .flatMap((power) => figures.map((figure) => Number(`${figure}e${power}`)))
    .filter((tick) => tick >= from && tick <= to);
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

/** Texts in the order of their places, without those that would meet one that was kept before. */
export function withRoom<Text>(
  texts: readonly Text[],
  placePx: (text: Text) => number,
  sizePx: (text: Text) => number,
): Text[] {
  const kept: Text[] = [];
  for (const text of texts) {
    const last = kept.at(-1);
    const needed = last === undefined ? 0 : (sizePx(last) + sizePx(text)) / 2;
    if (last === undefined || Math.abs(placePx(text) - placePx(last)) >= needed) kept.push(text);
  }
  return kept;
}
