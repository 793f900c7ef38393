/**
 * What deals have left that is too small for an order, by asset and the currency it is cleared in. It
 * is carried until it is worth an order.
 */
export class DustAccount {
  readonly #units = new Map<string, DustEntry>();

  add(asset: string, currency: string, units: number): void {
    const key = `${asset}/${currency}`;
    const known = this.#units.get(key)?.units ?? 0;
    const sum = known + units;
    if (sum === 0) this.#units.delete(key);
    else this.#units.set(key, { asset, currency, units: sum });
  }

  units(asset: string, currency: string): number {
    return this.#units.get(`${asset}/${currency}`)?.units ?? 0;
  }

  /** Takes all of an asset out. */
  take(asset: string, currency: string): number {
    const key = `${asset}/${currency}`;
    const units = this.#units.get(key)?.units ?? 0;
    this.#units.delete(key);
    return units;
  }

  get size(): number {
    return this.#units.size;
  }

  entries(): readonly DustEntry[] {
    return [...this.#units.values()];
  }
}

export interface DustEntry {
  readonly asset: string;
  readonly currency: string;
  /** + is to be sold, - to be bought. */
  readonly units: number;
}
