import { naturalLog, type Prng } from "@mexoms/core";
import type { Axis } from "../search-space.ts";

/** How likely values of one axis are, as far as some tried values tell, and draws from that. */
export interface Parzen {
  draw(prng: Prng): string;
  /** Logarithm of the density, up to a constant that is the same for all of the axis. */
  logDensity(text: string): number;
}

/** An estimate from values, one of which counts as much as not knowing anything. */
export function parzenOf(axis: Axis, texts: readonly string[]): Parzen {
  return axis.ordered ? ofPlaces(axis, texts) : ofWords(axis, texts);
}

function ofWords({ values }: Axis, texts: readonly string[]): Parzen {
  const words = values!;
  const total = texts.length + 1;
  const counts = new Map(words.map((word) => [word, 1 / words.length]));
  for (const text of texts) counts.set(text, counts.get(text)! + 1);
  return {
    draw(prng) {
      let left = prng.next() * total;
      return words.find((word) => (left -= counts.get(word)!) < 0) ?? words.at(-1)!;
    },
    logDensity: (text) => naturalLog(counts.get(text)! / total),
  };
}

/** Triangles around the places, mirrored at the ends, over a uniform floor: arithmetic alone. */
function ofPlaces(axis: Axis, texts: readonly string[]): Parzen {
  const centers = texts.map((text) => axis.place(text)).toSorted((a, b) => a - b);
  const widths = centers.map((center, i) => widthAt(centers, center, i));
  const total = centers.length + 1;
  const triangles = centers.flatMap((center, i) => imagesOf(center, widths[i]!));
  return {
    draw(prng) {
      const chosen = prng.below(total);
      const [first, second] = [prng.next(), prng.next()];
      const center = centers[chosen];
      if (center === undefined) return axis.at(first);
      return axis.at(mirrored(center + widths[chosen]! * (first - second)));
    },
    logDensity(text) {
      const place = axis.place(text);
      let density = 1;
      for (const { center, width } of triangles) {
        const far = Math.abs(place - center);
        if (far < width) density += (1 - far / width) / width;
      }
      return naturalLog(density / total);
    },
  };
}

interface Triangle {
  readonly center: number;
  readonly width: number;
}

/** A triangle, and as others what stands out at the ends. */
function imagesOf(center: number, width: number): Triangle[] {
  const triangles = [{ center, width }];
  if (center < width) triangles.push({ center: -center, width });
  if (center > 1 - width) triangles.push({ center: 2 - center, width });
  return triangles;
}

/** As wide as the farther neighbour is away (Bergstra et al. 2011), within limits. */
function widthAt(centers: readonly number[], center: number, i: number): number {
  const gap = Math.max(center - (centers[i - 1] ?? 0), (centers[i + 1] ?? 1) - center);
  return Math.min(1, Math.max(gap, 1 / (centers.length + 2)));
}

function mirrored(place: number): number {
  if (place < 0) return -place;
  return place > 1 ? 2 - place : place;
}
