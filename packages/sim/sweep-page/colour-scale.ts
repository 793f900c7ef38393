import { colour } from "../report-page/palette.ts";

type End = "buy" | "sell" | "equity";

/** Steps of a scale: as many as an eye tells apart, few enough to be cheap on a canvas. */
const STEPS = 32;

/**
 * From numbers to colours that do not need red or green to be told apart: around zero in blue and
 * orange, each side up to its own largest number; otherwise from pale to strong.
 */
export class ColourScale {
  readonly from: number;
  readonly to: number;
  readonly diverging: boolean;

  constructor(values: readonly number[], signed: boolean) {
    const defined = values.filter((value) => !Number.isNaN(value));
    this.from = defined.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    this.to = defined.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    this.diverging = signed;
  }

  get empty(): boolean {
    return this.from > this.to;
  }

  /** How strong the colour of a value is, from 0 to 1. */
  strength(value: number): number {
    const { from, to } = this;
    if (this.diverging) {
      const end = value < 0 ? from : to;
      return end === 0 ? 0 : value / end;
    }
    return from === to ? 1 : (value - from) / (to - from);
  }

  /** For an element: follows the theme by itself. */
  element(value: number): string {
    return mixed(this.#percent(value), `var(--${this.#end(value)})`, "var(--pale)");
  }

  /** For a canvas, under the theme of this moment. */
  canvas(value: number): string {
    const pale = getComputedStyle(document.documentElement).getPropertyValue("--pale").trim();
    return mixed(this.#percent(value), colour(this.#end(value)), pale);
  }

  #percent(value: number): number {
    const least = this.diverging ? 0 : 10;
    return least + ((100 - least) * Math.round(this.strength(value) * STEPS)) / STEPS;
  }

  #end(value: number): End {
    if (!this.diverging) return "equity";
    return value < 0 ? "sell" : "buy";
  }
}

function mixed(percent: number, strong: string, pale: string): string {
  return `color-mix(in oklab, ${strong} ${percent.toFixed(1)}%, ${pale})`;
}
