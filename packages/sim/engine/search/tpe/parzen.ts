import { naturalLog, type Prng } from "@mexoms/core";

/** How likely coordinates of one axis are, as far as some tried ones tell, and draws from that. */
export interface Parzen {
  draw(prng: Prng): number;
  /** Logarithm of the density, up to a constant that is the same for all of the axis. */
  logDensity(coordinate: number): number;
}

/** An estimate from the indices of tried words, of so many; not knowing anything counts as one. */
export function parzenOfWords(words: number, tried: readonly number[]): Parzen {
  const total = tried.length + 1;
  const counts = new Float64Array(words).fill(1 / words);
  for (const index of tried) counts[index]! += 1;
  return {
    draw(prng) {
      let left = prng.next() * total;
      const found = counts.findIndex((count) => (left -= count) < 0);
      return found < 0 ? words - 1 : found;
    },
    logDensity: (index) => naturalLog(counts[index]! / total),
  };
}

/**
 * An estimate from tried places: triangles around them, mirrored at the ends, over a uniform floor that
 * counts as one of them. Arithmetic alone.
 */
export function parzenOfPlaces(tried: readonly number[]): Parzen {
  const centers = Float64Array.from(tried).sort();
  const widths = centers.map((center, i) => widthAt(centers, center, i));
  const total = centers.length + 1;
  const { middles, halves } = trianglesOf(centers, widths);
  return {
    draw(prng) {
      const chosen = prng.below(total);
      const [first, second] = [prng.next(), prng.next()];
      const center = centers[chosen];
      if (center === undefined) return first;
      return mirrored(center + widths[chosen]! * (first - second));
    },
    logDensity(place) {
      let density = 1;
      for (let i = 0; i < middles.length; i++) {
        const half = halves[i]!;
        const far = Math.abs(place - middles[i]!);
        if (far < half) density += (1 - far / half) / half;
      }
      return naturalLog(density / total);
    },
  };
}

/** The triangles, and as others what stands out at the ends; each covers 1. */
function trianglesOf(
  centers: Float64Array,
  widths: Float64Array,
): { readonly middles: Float64Array; readonly halves: Float64Array } {
  const middles: number[] = [];
  const halves: number[] = [];
  for (const [i, center] of centers.entries()) {
    const width = widths[i]!;
    const images = [center];
    if (center < width) images.push(-center);
    if (center > 1 - width) images.push(2 - center);
    for (const middle of images) {
      middles.push(middle);
      halves.push(width);
    }
  }
  return { middles: Float64Array.from(middles), halves: Float64Array.from(halves) };
}

/** As wide as the farther neighbour is away (Bergstra et al. 2011), within limits. */
function widthAt(centers: Float64Array, center: number, i: number): number {
  const gap = Math.max(center - (centers[i - 1] ?? 0), (centers[i + 1] ?? 1) - center);
  return Math.min(1, Math.max(gap, 1 / (centers.length + 2)));
}

function mirrored(place: number): number {
  if (place < 0) return -place;
  return place > 1 ? 2 - place : place;
}
