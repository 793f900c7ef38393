import type { Instrument } from "@mexoms/core";

/** A number for JSON: rounded, null where there is none. */
export function rounded(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}

/** Ticks and lots of one instrument as people read them. */
export class Units {
  readonly #instrument: Instrument;
  readonly #fairTicks: number;

  /** `fairTicks` is the price that basis points are of. */
  constructor(instrument: Instrument, fairTicks: number) {
    this.#instrument = instrument;
    this.#fairTicks = fairTicks;
  }

  get currency(): string {
    return this.#instrument.spec.quote;
  }

  get sizeUnit(): string {
    return this.#instrument.sizeUnit;
  }

  /** A price; one that is no whole tick has two more digits. null where there is none. */
  price(ticks: number): string | null {
    if (!Number.isFinite(ticks)) return null;
    const { tick } = this.#instrument;
    return Number.isInteger(ticks)
      ? tick.format(ticks)
      : tick.float(ticks).toFixed(tick.decimals + 2);
  }

  size(lots: number): string | null {
    if (!Number.isFinite(lots)) return null;
    const { lot } = this.#instrument;
    return Number.isInteger(lots) ? lot.format(lots) : lot.float(lots).toFixed(lot.decimals + 2);
  }

  bps(ticks: number): number | null {
    return rounded((ticks / this.#fairTicks) * 10_000, 3);
  }
}
